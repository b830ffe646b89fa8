import HelpDesk

/// What one message of the event stream says.
enum ARIEvent: Sendable, Equatable {
    case happened(PBXEvent)
    /// Another connection has registered our application: this one gets no more events.
    case applicationReplaced
    /// The user event by which ``ApplicationProbe`` finds out whether we are told anything.
    case probe
    /// Of no interest, or not about something of ours.
    case ignored
}
