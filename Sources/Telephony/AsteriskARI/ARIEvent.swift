import HelpDesk

/// The meaning of one message of the event stream.
enum ARIEvent: Sendable, Equatable {
    case happened(PBXEvent)
    /// Another connection registered our application: this connection gets no more events.
    case applicationReplaced
    /// The user event that ``ApplicationProbe`` sends to check that events arrive.
    case probe
    /// A message that is irrelevant, or not about our objects.
    case ignored
}
