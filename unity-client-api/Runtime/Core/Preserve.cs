#nullable enable
using System;

namespace XrContent.Client
{
    /// <summary>
    /// Keeps what only JSON writes to when Unity strips code: its linker heeds an attribute of this name from any namespace, and a link.xml
    /// inside a package it does not. (Unity manual, "Annotate code for preservation".)
    /// </summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Constructor)]
    internal sealed class PreserveAttribute : Attribute { }
}
