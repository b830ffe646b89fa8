import NIOCore

/// What the server is waiting for on a connection, and until when; computed from events, without a clock.
struct ConnectionDeadline {
    /// The reason why a connection is closed.
    enum Timeout: String, Sendable {
        case header = "slow_header"
        case body = "slow_body"
        case write = "slow_reader"
    }

    private enum Stage {
        case quiet
        case header(until: NIODeadline)
        case body(until: NIODeadline, credited: Int)
    }

    private let headerTime: TimeAmount
    private let bodyTime: TimeAmount
    private let writeTime: TimeAmount
    private var stage = Stage.quiet
    /// The bytes of the current body so far.
    private var bodyBytes = 0
    private var unwritten = 0
    private var writeUntil: NIODeadline?

    init(_ limits: ServerLimits) {
        headerTime = TimeAmount(limits.headerTime)
        bodyTime = TimeAmount(limits.bodyTime)
        writeTime = TimeAmount(limits.writeTime)
    }

    /// Whether nothing arrived since the last request ended.
    var isQuiet: Bool {
        guard case .quiet = stage else { return false }
        return true
    }

    /// The time of the next deadline; `nil` if the server waits for nothing.
    var next: NIODeadline? {
        let reading: NIODeadline? =
            switch stage {
            case .quiet: nil
            case .header(let until), .body(let until, _): until
            }
        guard let writeUntil else { return reading }
        return reading.map { min($0, writeUntil) } ?? writeUntil
    }

    /// Returns the deadline that has passed at `now`.
    func timeout(at now: NIODeadline) -> Timeout? {
        if let writeUntil, now >= writeUntil { return .write }
        switch stage {
        case .header(let until) where now >= until: return .header
        case .body(let until, _) where now >= until: return .body
        case .quiet, .header, .body: return nil
        }
    }

    /// Starts the deadline of a header: the connection was opened, or the header's first byte arrived.
    mutating func headerBegan(at now: NIODeadline) {
        stage = .header(until: now + headerTime)
    }

    mutating func headerEnded(at now: NIODeadline) {
        bodyBytes = 0
        stage = .body(until: now + bodyTime, credited: 0)
    }

    /// Extends the deadline of a body by the size of what arrived; arriving alone does not extend it.
    mutating func bodyCame(_ bytes: Int) {
        guard case .body(let until, let credited) = stage else { return }
        bodyBytes += bytes
        let seconds = bodyBytes / ServerLimits.bytesPerSecond
        stage = .body(until: until + .seconds(Int64(seconds - credited)), credited: seconds)
    }

    mutating func requestEnded() {
        stage = .quiet
    }

    mutating func written(_ bytes: Int, at now: NIODeadline) {
        unwritten += bytes
        if writeUntil == nil { writeUntil = now + allowance }
    }

    /// Records that the client received one write completely.
    mutating func taken(_ bytes: Int, at now: NIODeadline) {
        unwritten -= bytes
        writeUntil = unwritten > 0 ? now + allowance : nil
    }

    private var allowance: TimeAmount {
        writeTime + .seconds(Int64(unwritten / ServerLimits.bytesPerSecond))
    }
}
