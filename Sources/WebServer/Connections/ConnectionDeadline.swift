import NIOCore

/// What the server is waiting for on a connection, and until when. It is computed from events and has no clock.
struct ConnectionDeadline {
    /// Why a connection is closed.
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
    /// Since the last credit for a body.
    private var bodyBytes = 0
    private var unwritten = 0
    private var writeUntil: NIODeadline?

    init(_ limits: ServerLimits) {
        headerTime = TimeAmount(limits.headerTime)
        bodyTime = TimeAmount(limits.bodyTime)
        writeTime = TimeAmount(limits.writeTime)
    }

    /// Whether nothing has come since the last request ended.
    var isQuiet: Bool {
        guard case .quiet = stage else { return false }
        return true
    }

    /// When the next deadline passes; `nil` when the server waits for nothing.
    var next: NIODeadline? {
        let reading: NIODeadline? =
            switch stage {
            case .quiet: nil
            case .header(let until), .body(let until, _): until
            }
        guard let writeUntil else { return reading }
        return reading.map { min($0, writeUntil) } ?? writeUntil
    }

    /// Which deadline has passed at a moment.
    func timeout(at now: NIODeadline) -> Timeout? {
        if let writeUntil, now >= writeUntil { return .write }
        switch stage {
        case .header(let until) where now >= until: return .header
        case .body(let until, _) where now >= until: return .body
        case .quiet, .header, .body: return nil
        }
    }

    /// The server waits for a header: the connection was opened, or the header's first byte has come.
    mutating func headerBegan(at now: NIODeadline) {
        stage = .header(until: now + headerTime)
    }

    mutating func headerEnded(at now: NIODeadline) {
        bodyBytes = 0
        stage = .body(until: now + bodyTime, credited: 0)
    }

    /// More of a body has come: only its size extends the deadline, not the fact that it came.
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

    /// The client has taken something as a whole.
    mutating func taken(_ bytes: Int, at now: NIODeadline) {
        unwritten -= bytes
        writeUntil = unwritten > 0 ? now + allowance : nil
    }

    private var allowance: TimeAmount {
        writeTime + .seconds(Int64(unwritten / ServerLimits.bytesPerSecond))
    }
}
