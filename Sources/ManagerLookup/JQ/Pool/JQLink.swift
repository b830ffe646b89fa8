import Foundation
import WorkerProcesses

/// The nonblocking connection to a worker, used by the pool's thread.
final class JQLink {
    /// The result of reading from the worker.
    enum Event {
        case nothing
        /// The job is done, and the worker is free.
        case done(JQJob, [JQOutcome])
        /// The worker exited, or sent invalid data; includes the outcomes so far.
        case ended(WorkerEnding?, JQJob?, [JQOutcome])
    }

    /// More programs than all mappings have together; each takes about 100 KB.
    private static let maximumPrograms = 512

    private let process: WorkerProcess
    private let maximumAnswer: Int
    private var known: Set<UInt64> = []
    private var outgoing: ArraySlice<UInt8> = []
    private var incoming: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private(set) var job: JQJob?
    private var outcomes: [JQOutcome] = []
    private var patience: WorkerPatience
    private let pause: Duration
    private var nextLook = ContinuousClock.now
    /// Whether the worker ever answered; a worker that never did is not restarted repeatedly.
    private(set) var hasServed = false

    /// - Parameter timeout: the time after which a busy worker that does not respond is lost.
    /// - Throws: `WorkerStartFailure`.
    init(_ command: [String], _ limits: JQLimits, timeout: Duration) throws {
        self.patience = WorkerPatience(timeout)
        pause = timeout / 16
        process = try WorkerProcess(command + limits.arguments, isQuiet: true)
        maximumAnswer = (limits.outputMebibytes << 20) + (1 << 20)
        let flags = fcntl(process.descriptor, F_GETFL)
        _ = fcntl(process.descriptor, F_SETFL, flags | O_NONBLOCK)
    }

    /// Returns the maximum size of a request: the input, and the runs of a mapping's largest part.
    static func maximumRequest(_ limits: JQLimits) -> Int {
        (limits.inputMebibytes << 20) + (1 << 20)
    }

    var descriptor: Int32 { process.descriptor }
    var identifier: Int32 { process.identifier }
    var isFree: Bool { job == nil }
    /// Whether the worker was stopped and cannot answer.
    var isStopped: Bool { process.isStopped }

    var wantsToWrite: Bool { !outgoing.isEmpty }

    /// Returns whether the worker will never answer.
    func isLost(at now: ContinuousClock.Instant) -> Bool {
        if isStopped { return true }
        // Checked at most once per `pause`, since the thread may be busy with other workers.
        guard now >= nextLook else { return false }
        nextLook = now + pause
        return patience.observe(at: now, WorkerActivity.now(of: identifier)) != .waiting
    }

    /// Assigns a job to the worker, which must be free.
    func begin(_ job: JQJob) {
        self.job = job
        outcomes = []
        patience.restart()
        var frames: [UInt8] = []
        func put(_ kind: JQFrame, _ payload: [UInt8]) {
            frames += Framing.header(kind.rawValue, length: payload.count)
            frames += payload
        }
        if known.count + job.runs.count > Self.maximumPrograms {
            put(.forget, [])
            known = []
        }
        for run in job.runs where known.insert(run.program.number).inserted {
            var writer = ByteWriter()
            writer.put(run.program.number)
            writer.put(Array(run.program.source.utf8))
            put(.program, writer.bytes)
        }
        let runs = job.runs.map { JQRequest.Run(program: $0.program.number, limit: $0.limit) }
        put(.request, JQRequest(runs: runs, input: job.input).payload)
        outgoing = frames[...]
        write()
    }

    /// Sends as much as the worker accepts.
    ///
    /// A worker that exited is detected by the next read.
    func write() {
        while !outgoing.isEmpty {
            let count = outgoing.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                if count < 0, errno != EAGAIN { outgoing = [] }
                return
            }
            outgoing = outgoing.dropFirst(count)
        }
        outgoing = []
    }

    /// Reads the worker's data.
    func read() -> Event {
        let descriptor = descriptor
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return .nothing }
            guard count > 0 else { return end() }
            incoming += buffer[..<count]
            patience.restart()
            do {
                while let outcome = try next() { outcomes.append(outcome) }
            } catch {
                return end(isNonsense: true)
            }
            if let job, outcomes.count == job.runs.count {
                self.job = nil
                hasServed = true
                return .done(job, outcomes)
            }
        }
    }

    /// Ends the worker.
    ///
    /// - Parameter isNonsense: whether we decided to end the worker, so that its exit status means nothing.
    func end(isNonsense: Bool = false) -> Event {
        let ending = process.end()
        defer { job = nil }
        return .ended(isNonsense ? nil : ending, job, outcomes)
    }

    private func next() throws -> JQOutcome? {
        guard incoming.count >= Framing.headerLength else { return nil }
        let header = Framing.parse(incoming[...])
        // An unsolicited answer is as invalid as an unreadable one.
        guard header.kind == JQFrame.outcome.rawValue, header.length <= maximumAnswer, let job,
            outcomes.count < job.runs.count
        else { throw JQSocket.Broken() }
        let end = Framing.headerLength + header.length
        guard incoming.count >= end else { return nil }
        defer { incoming.removeFirst(end) }
        return try JQOutcome(Array(incoming[Framing.headerLength..<end]))
    }
}
