#nullable enable

namespace XrContent.Client
{
    /// <summary>
    /// What came of a request: a value, or the server's reason why there is none. Nothing is thrown for what a server may answer.
    /// </summary>
    public sealed class XrResult<T>
    {
        private XrResult(T? value, XrProblem? problem)
        {
            (Value, Problem) = (value, problem);
        }

        /// <summary>The answer; not to be used where <see cref="Problem"/> is set.</summary>
        public T? Value { get; }

        /// <summary>Why there is no answer; null when there is one.</summary>
        public XrProblem? Problem { get; }

        /// <summary>True when there is an answer.</summary>
        public bool IsOk => Problem is null;

        /// <summary>A result with an answer.</summary>
        public static XrResult<T> Ok(T value) => new XrResult<T>(value, null);

        /// <summary>A result without one.</summary>
        public static XrResult<T> Failed(XrProblem problem) => new XrResult<T>(default, problem);
    }
}
