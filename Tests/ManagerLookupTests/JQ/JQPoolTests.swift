import ConcurrencyPrimitives
import Foundation
import HelpDesk
import JSON
import Logging
import TestSupport
import Testing

@testable import ManagerLookup

/// What holds a looping program, and a worker that dies or hangs; see also the lookups in ``LookupBudgetTests``.
@Suite("The pool of jq workers", .timeLimit(.minutes(15)))
struct JQPoolTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func pool(
        _ worker: [String] = Fixtures.worker, limits: JQLimits = JQLimits(), size: Int = 1,
        timeout: Duration = .seconds(60), maximumWaiting: Int = 100, logger: Logger = quiet
    ) -> JQPool {
        JQPool(
            worker: worker, limits: limits, size: size, timeout: timeout, maximumWaiting: maximumWaiting,
            logger: logger)
    }

    private func first(_ text: String, over value: JSONTree = .null, by jq: JQPool) async throws -> JSONTree? {
        try await Fixtures.program(text).first(over: JQScope(EncodedJSON(value), by: jq))
    }

    /// A running worker.
    private func worker(of jq: JQPool) async throws -> Int32 {
        #expect(try await first("1", by: jq) == .number(1))
        return try #require(jq.workers.first)
    }

    @Test(
        "The jq pool ends a program that takes more than its time or gives too much, says so, and goes on",
        arguments: [
            ("def f: f; f", "took more than 200 ms"), ("last(range(1e9))", "took more than 200 ms"),
            ("[limit(1; repeat(.) | select(. == 1))]", "took more than 200 ms"),
            ("[range(90000) | \"\(String(repeating: "x", count: 50))\"]", "more than"),
        ])
    func timeBudget(text: String, problem: String) async throws {
        try await expectBudget(text, problem)
    }

    @Test(
        "The jq pool ends a program that needs more than its memory, says so, and goes on",
        .disabled(if: Fixtures.isSanitized, "a sanitizer has its own allocator, which does not live within RLIMIT_AS"),
        arguments: [
            ("[range(1e20)] | length", "more than"), ("\"x\" * 2e9 | length", "more than"),
            ("def f: 1 + f; f", "jq: "),
            ("reduce range(1e7) as $i (\"x\"; . + .) | length", "jq: "),
            ("reduce range(300000) as $i (1; [.]) | tojson | length", "jq: "),
        ])
    func memoryBudget(text: String, problem: String) async throws {
        try await expectBudget(text, problem)
    }

    private func expectBudget(_ text: String, _ problem: String) async throws {
        let jq = pool()
        let error = try await #require(throws: ManagerLookupError.self) { try await first(text, by: jq) }
        guard case .budget = error else {
            Issue.record("\(error)")
            return
        }
        #expect("\(error)".hasPrefix("test.yaml:10: manager.answer: jq: ") && "\(error)".contains(problem), "\(error)")
        #expect(try await first("1 + 1", by: jq) == .number(2))
    }

    @Test("The jq pool names the program of several that went beyond its budget, for all that come after it")
    func failedProgram() async throws {
        func program(_ text: String, line: Int) throws -> JQProgram {
            try JQProgram(text, origin: JQOrigin(file: "test.yaml", line: line, field: "answer"))
        }
        let programs = [try program("1", line: 1), try program("def f: f; f", line: 2), try program("3", line: 3)]
        let results = await JQScope(EncodedJSON(.null), by: pool()).firsts(of: programs)
        #expect(try results.first(of: programs[0]) == .number(1))
        for program in programs[1...] {
            let error = #expect(throws: ManagerLookupError.self) { try results.first(of: program) }
            #expect(error?.description.hasPrefix("test.yaml:2: answer: jq: took more than 200 ms") == true)
        }
    }

    @Test("The jq pool runs nothing over an input that is too large")
    func inputTooLarge() async throws {
        let jq = pool(limits: JQLimits(inputMebibytes: 1))
        let large = JSONTree.text(String(repeating: "x", count: 1 << 20))
        let error = await #expect(throws: ManagerLookupError.self) { try await first("1", over: large, by: jq) }
        #expect(error?.description.contains("more than 1 MB") == true)
    }

    @Test("The jq pool takes no output that is too large")
    func outputTooLarge() async throws {
        let jq = pool(limits: JQLimits(milliseconds: 10_000, outputMebibytes: 1))
        let error = await #expect(throws: ManagerLookupError.self) {
            try await first("[range(90000) | \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"]", by: jq)
        }
        #expect(error?.description.contains("gave more than 1 MB") == true)
    }

    @Test("The jq pool answers others while a program loops, and while that program is asked again and again")
    func others() async throws {
        // Far longer than the others need, on any machine.
        let jq = pool(limits: JQLimits(milliseconds: 2_000), size: 2)
        let program = try Fixtures.program(". + 1")
        let loop = try Fixtures.program("def f: f; f")
        func scope() -> JQScope { JQScope(EncodedJSON(.number(1)), by: jq, until: .now + .seconds(200)) }
        #expect(try await program.first(over: scope()) == .number(2))
        // One at first: which program loops is known when it has ended its worker.
        for loops in [1, 3] {
            let ended = Locked(0)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<loops {
                    let scope = scope()
                    group.addTask {
                        _ = try? await loop.first(over: scope)
                        ended.withLock { $0 += 1 }
                    }
                }
                for _ in 0..<50 {
                    let answer = try? await program.first(over: scope())
                    #expect(answer == .number(2))
                }
                #expect(ended.withLock { $0 } < loops)
            }
        }
    }

    @Test("The jq pool has one worker, and another one only when programs have to wait for it")
    func onDemand() async throws {
        let jq = pool(limits: JQLimits(milliseconds: 2_000), size: 2)
        let program = try Fixtures.program(". + 1")
        let loop = try Fixtures.program("def f: f; f")
        func scope() -> JQScope { JQScope(EncodedJSON(.number(1)), by: jq, until: .now + .seconds(200)) }
        for _ in 0..<20 { #expect(try await program.first(over: scope()) == .number(2)) }
        #expect(jq.workers.count == 1)
        async let looping: JSONTree? = try? loop.first(over: scope())
        // While the first worker loops, nobody is answered by it.
        while jq.workers.count == 1 { #expect(try await program.first(over: scope()) == .number(2)) }
        #expect(jq.workers.count == 2)
        #expect(await looping == nil)
    }

    @Test("The jq pool starts another worker in the place of one that was killed, and loses nothing")
    func killed() async throws {
        let log = LogRecorder()
        let jq = pool(logger: log.logger)
        for _ in 0..<5 {
            let worker = try await worker(of: jq)
            kill(worker, SIGKILL)
            #expect(try await first("1 + 1", by: jq) == .number(2))
            #expect(!jq.workers.contains(worker))
        }
        #expect(log.lines.contains { $0.message == "A jq worker is gone; another one is started" })
    }

    @Test("The jq pool starts another worker in the place of one that is stopped, and asks it")
    func stopped() async throws {
        let jq = pool()
        let worker = try await worker(of: jq)
        stop(child: worker, with: SIGSTOP)
        #expect(try await first("1 + 1", by: jq) == .number(2))
        #expect(!jq.workers.contains(worker))
        // In the middle of a program, too.
        let other = try await self.worker(of: jq)
        async let count = first("last(range(200000))", by: jq)
        kill(other, SIGSTOP)
        #expect(try await count == .number(199_999))
    }

    @Test("The jq pool gives up on a worker that says nothing")
    func silence() async throws {
        let jq = pool(Self.silent, timeout: .milliseconds(200))
        let failure = await #expect(throws: LookupFailure.self) { try await first("1", by: jq) }
        #expect(failure?.detail.contains("no jq worker has answered") == true)
    }

    /// Takes everything and answers nothing.
    private static let silent = ["/bin/sh", "-c", "exec sleep 1000"]

    @Test("The jq pool keeps to a caller's deadline, and lets a cancelled caller go, while a worker hangs")
    func deadline() async throws {
        let jq = pool(Self.silent)
        let program = try Fixtures.program("1")
        for _ in 0..<2 {
            let scope = JQScope(EncodedJSON(.null), by: jq, until: .now + .milliseconds(100))
            let failure = await #expect(throws: LookupFailure.self) { try await program.first(over: scope) }
            #expect(failure?.result == .timeout)
        }
        let waiting = Task {
            try await program.first(over: JQScope(EncodedJSON(.null), by: jq, until: .now + .seconds(3600)))
        }
        waiting.cancel()
        await #expect(throws: LookupFailure.self) { try await waiting.value }
    }

    @Test("The jq pool takes no more runs at once than its limit")
    func bound() async throws {
        let jq = pool(Self.silent, maximumWaiting: 2)
        let program = try Fixtures.program("1")
        await withTaskGroup(of: [JQOutcome].self) { group in
            for _ in 0..<3 {
                group.addTask {
                    await jq.run(
                        [JQRun(program: program, limit: 1)], over: EncodedJSON(.null), until: .now + .seconds(3600))
                }
            }
            // Two wait for ever; the one that is refused returns.
            #expect(await group.next() == [.stopped(.tooMany)])
            group.cancelAll()
        }
    }

    @Test(
        "The jq pool says what is wrong with a worker that is not there, dies at once, or talks nonsense",
        arguments: [
            (["/no/such/program"], "cannot be started"), (["/bin/false"], "no jq worker has answered"),
            (["/bin/sh", "-c", "echo nonsense; exec sleep 100"], "no jq worker has answered"),
        ])
    func useless(command: [String], problem: String) async throws {
        let jq = pool(command)
        let failure = await #expect(throws: LookupFailure.self) { try await first("1", by: jq) }
        #expect(failure?.result == .error && failure?.isSourceFault == false)
        #expect(failure?.detail.contains(problem) == true, "\(String(describing: failure))")
    }

    @Test("The jq pool gives its workers neither the bridge's environment nor its files")
    func inheritance() async throws {
        setenv("HELPBRIDGE_TEST_SECRET", "s3cret", 1)
        defer { unsetenv("HELPBRIDGE_TEST_SECRET") }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("hb-\(UUID().uuidString)").path
        // Without O_CLOEXEC, as some libraries open theirs.
        let descriptor = open(file, O_CREAT | O_RDWR, 0o600)
        defer {
            close(descriptor)
            unlink(file)
        }
        // Without the pool its workers end.
        let jq = pool()
        defer { jq.shutDown() }
        let worker = try await worker(of: jq)
        let environment = try String(contentsOfFile: "/proc/\(worker)/environ", encoding: .utf8)
        #expect(!environment.contains("s3cret"))
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(worker)/fd") {
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(worker)/fd/\(name)")
            #expect(target != file)
        }
    }

    @Test("The jq pool keeps more programs apart than a worker remembers")
    func manyPrograms() async throws {
        let jq = pool(limits: JQLimits(milliseconds: 5_000))
        let programs = try (0..<600).map { try Fixtures.program("\($0)") }
        for _ in 0..<2 {
            for (index, program) in programs.enumerated() where index % 100 < 3 || index > 500 {
                #expect(try await program.first(over: JQScope(EncodedJSON(.null), by: jq)) == .number(Double(index)))
            }
        }
    }
}
