import HelpDesk

/// What one message of the event stream says.
enum ARIEvent: Sendable, Equatable {
    case happened(PBXEvent)
    /// Another connection has registered our application: this one gets no more events.
    case applicationReplaced
    /// Of no interest, or not about something of ours.
    case ignored
}
