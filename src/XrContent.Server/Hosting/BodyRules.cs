#pragma warning disable ASP0029 // How bodies are validated may still change in the framework; then so does this file.
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Validation;

namespace XrContent.Server.Hosting;

/// <summary>
/// Holds every body against what its record says of its members. The framework's generator sees public records only, and would take any
/// other for one that says nothing.
/// </summary>
internal sealed class BodyRules : IValidatableInfoResolver
{
    private readonly ConcurrentDictionary<Type, Body?> known = new();

    public bool TryGetValidatableTypeInfo(Type type, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        validatableInfo = type.Assembly == typeof(BodyRules).Assembly ? known.GetOrAdd(type, Read) : null;
        return validatableInfo is not null;
    }

    public bool TryGetValidatableParameterInfo(ParameterInfo parameterInfo, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        validatableInfo = null;
        return false;
    }

    private static Body? Read(Type type)
    {
        var members = type.GetProperties().Where(member => member.IsDefined(typeof(ValidationAttribute))).Select(Of).ToList();
        return members.Count > 0 ? new(type, members) : null;

        Member Of(PropertyInfo member) => new(type, member);
    }

    private sealed class Body(Type type, IReadOnlyList<ValidatablePropertyInfo> members) : ValidatableTypeInfo(type, members)
    {
        protected override ValidationAttribute[] GetValidationAttributes() => [];
    }

    private sealed class Member(Type type, PropertyInfo member)
        : ValidatablePropertyInfo(type, member.PropertyType, member.Name, JsonNamingPolicy.CamelCase.ConvertName(member.Name))
    {
        protected override ValidationAttribute[] GetValidationAttributes() => [.. member.GetCustomAttributes<ValidationAttribute>()];
    }
}

internal static class BodyRulesSetup
{
    /// <summary>Validates parameters and bodies before a handler has them.</summary>
    public static IServiceCollection AddBodyRules(this IServiceCollection services) =>
        services.AddValidation(options => options.Resolvers.Add(new BodyRules()));
}
