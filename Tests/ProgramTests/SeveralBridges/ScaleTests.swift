import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// Three bridges behind HAProxy on a database with a replica, while one thing after another goes wrong: `Scripts/test scale`.
///
/// `HELPBRIDGE_SCALE_FAULTS` says how many, `HELPBRIDGE_SCALE_SEED` with which seed; the seed is printed.
@Suite(
    "Scale", .timeLimit(.minutes(60)),
    .enabled(if: ProcessInfo.processInfo.environment["HELPBRIDGE_SCALE_FAULTS"] != nil))
struct ScaleTests {
    @Test("Whatever fails, no acknowledged request is lost, and nobody is rung twice for one")
    func faults() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["HELPBRIDGE_SCALE_FAULTS"].flatMap(Int.init) ?? 20
        let seed = environment["HELPBRIDGE_SCALE_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64.max)
        print("scale: \(count) faults, HELPBRIDGE_SCALE_SEED=\(seed)")
        var random = SeededGenerator(seed: seed)
        try await ScaleSite.run { site in
            let traffic = ScaleTraffic(site)
            let outcome = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await traffic.run() }
                var takeovers: [Duration] = []
                for number in 1...count {
                    let fault = try #require(ScaleFault.allCases.randomElement(using: &random))
                    // At any moment of somebody's call.
                    try await traffic.waitForMore(Int.random(in: 1...6, using: &random))
                    let owner = await site.owner()
                    let any = Int.random(in: 0..<site.ids.count, using: &random)
                    // What happens to the others is worth less.
                    let victim = random.chance(60) ? owner.flatMap(site.ids.firstIndex) ?? any : any
                    let began = ContinuousClock.now
                    try await site.strike(fault, victim)
                    try await traffic.waitForMore(3)
                    if fault.takesOwner, owner == site.ids[victim],
                        let takeover = await site.firstOrder(after: began, notBy: owner)
                    {
                        takeovers.append(takeover)
                    }
                    try await site.heal(fault, victim)
                    try await traffic.waitForMore(2)
                    print(
                        "scale: \(number) \(fault) of \(site.ids[victim]), \(traffic.acknowledged.count) acknowledged")
                }
                traffic.stop()
                try await group.waitForAll()
                return takeovers
            }
            let lost = try await traffic.unfinished()
            #expect(lost.isEmpty, "acknowledged, and lost: \(lost)")
            let rings = await site.ari.rings.filter { $0.channel.contains("-m") }
            let twice = Dictionary(grouping: rings) { "\($0.channel.prefix(39)) \($0.phone)" }.filter {
                $0.value.count > 1
            }
            #expect(twice.isEmpty, "rung twice: \(twice.keys.sorted())")
            let sorted = outcome.sorted()
            print(
                """
                scale: \(traffic.acknowledged.count) requests acknowledged, \(lost.count) lost, \(rings.count) helpers rung, \
                \(twice.count) twice; first order after the owner was killed or frozen: \
                median \(sorted.isEmpty ? "-" : "\(sorted[sorted.count / 2])"), most \(sorted.last.map { "\($0)" } ?? "-")
                """)
        }
    }
}
