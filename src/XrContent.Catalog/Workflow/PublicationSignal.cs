using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>Says that something was published, so that nobody need look at the clock to find out.</summary>
public sealed class PublicationSignal : Signal;
