using XrContent.Catalog.Audit;

namespace XrContent.Server.Accounts;

/// <summary>Who runs commands on the machine, as the audit log calls them: no member of the staff can be called so.</summary>
internal static class Operator
{
    public static string Name => $"{ReservedNames.Operator} {Environment.UserName}";
}
