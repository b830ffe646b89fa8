import ConcurrencyPrimitives
import Foundation
import Testing

@testable import HelpDesk

@Suite("The runner of flows", .timeLimit(.minutes(5)))
struct FlowRunnerTests {
    /// Answers each event by what the test says, and notes them.
    private struct Machine: FlowMachine {
        enum Event: Sendable, Equatable {
            case say(String), told(String), tick
        }

        enum Action: Sendable {
            case order(String), job(String), duty(String), known(String)
        }

        static var tick: Event { .tick }
        let script: [String: [Action]]
        var deadline: Date?
        var isEnded = false
        var heard: [Event] = []

        mutating func handle(_ event: Event, at now: Date) -> [Action] {
            heard.append(event)
            switch event {
            case .say("end"):
                isEnded = true
                return []
            case .say(let word): return script[word] ?? []
            case .tick:
                deadline = nil
                isEnded = true
                return []
            case .told: return []
            }
        }
    }

    /// What a test's actions wait for, and what was done.
    private final class Stage: EventReceiver {
        let done = Locked<[String]>([])
        let started: AsyncStream<String>
        private let start: AsyncStream<String>.Continuation
        let gate: AsyncStream<Void>
        private let opened: AsyncStream<Void>.Continuation
        let router = EventRouter()
        let deadlines = Deadlines()
        let followsTransfers = false
        let id = CallID()
        let pbx: String? = nil
        let runner: FlowRunner<Machine>

        init() {
            (started, start) = AsyncStream.makeStream()
            (gate, opened) = AsyncStream.makeStream()
            runner = FlowRunner(id, clock: RequestClock(since: Date()), router: router, deadlines: deadlines)
            #expect(router.open(id, self))
        }

        func receive(_ event: PBXEvent) {}
        func tick() { runner.tick() }
        func close() { runner.close() }
        func open() { opened.finish() }

        func run(_ script: [String: [Machine.Action]], deadline: Date? = nil) async -> Machine {
            await runner.run(Machine(script: script, deadline: deadline), beginningWith: []) { action, _ in
                switch action {
                case .order(let name): .inTurn { await self.perform(name) }
                case .job(let name): .beside { await self.perform(name) }
                case .duty(let name): .awaited { await self.perform(name) }
                case .known(let name): .done(.told(name))
                }
            }
        }

        /// What is called `slow` waits for the gate.
        private func perform(_ name: String) async -> Machine.Event? {
            start.yield(name)
            if name.hasPrefix("slow") { for await _ in gate {} }
            done.withLock { $0.append(Task.isCancelled ? "\(name) cancelled" : name) }
            return .told(name)
        }
    }

    @Test("A flow's orders run sequentially and do not delay its events")
    func orders() async {
        let stage = Stage()
        async let last = stage.run(["a": [.order("slow")], "b": [.order("quick")]])
        stage.runner.post(.say("a"))
        for await name in stage.started where name == "slow" { break }
        stage.runner.post(.say("b"))
        stage.runner.post(.say("end"))
        stage.open()
        #expect(await last.heard.prefix(3) == [.say("a"), .say("b"), .say("end")])
        #expect(stage.done.withLock { $0 } == ["slow", "quick"])
    }

    @Test("What is known already is told before all that waits, and the actions after it are carried out")
    func known() async {
        let stage = Stage()
        stage.runner.post(.say("a"))
        stage.runner.post(.say("end"))
        let last = await stage.run(["a": [.known("first"), .order("then")]])
        #expect(last.heard.prefix(3) == [.say("a"), .told("first"), .say("end")])
        #expect(stage.done.withLock { $0 } == ["then"])
    }

    @Test("A flow that has ended waits for what is awaited, and then no event finds it any more")
    func end() async {
        let stage = Stage()
        async let last = stage.run(["a": [.duty("slow duty")]])
        stage.runner.post(.say("a"))
        stage.runner.post(.say("end"))
        for await _ in stage.started { break }
        #expect(stage.router.contains(stage.id))
        stage.open()
        #expect(await last.heard.contains(.told("slow duty")))
        #expect(stage.done.withLock { $0 } == ["slow duty"])
        #expect(!stage.router.contains(stage.id))
    }

    @Test("A job that nobody needs any more is cancelled when its flow has ended")
    func cancelledJob() async {
        let stage = Stage()
        async let last = stage.run(["a": [.job("slow")]])
        stage.runner.post(.say("a"))
        for await _ in stage.started { break }
        stage.runner.post(.say("end"))
        #expect(await last.heard == [.say("a"), .say("end")])
        #expect(stage.done.withLock { $0 } == ["slow cancelled"])
    }

    @Test("A flow that is closed handles what it has got and what is awaited, and nothing that comes later")
    func closed() async {
        let stage = Stage()
        async let last = stage.run(["a": [.duty("slow")], "b": [.order("late")]])
        stage.runner.post(.say("a"))
        stage.runner.post(.say("b"))
        for await name in stage.started where name == "slow" { break }
        stage.router.closeAll()
        stage.runner.post(.say("c"))
        stage.open()
        let heard = await last.heard
        #expect(heard.contains(.told("slow")) && !heard.contains(.say("c")))
        #expect(stage.done.withLock { Set($0) } == ["slow", "late"])
    }

    @Test("A flow is told when its deadline has come")
    func deadline() async {
        let stage = Stage()
        await withDiscardingTaskGroup { group in
            group.addTask { await stage.deadlines.run { stage.router.receiver(of: $0)?.tick() } }
            let last = await stage.run([:], deadline: Date().addingTimeInterval(0.02))
            #expect(last.heard == [.tick])
            group.cancelAll()
        }
    }
}
