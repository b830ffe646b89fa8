import ConcurrencyPrimitives
import HelpDesk
import Logging
import ManagerLookup
import Testing

@testable import HelpBridge

@Suite("The watch over what is set and cannot work", .timeLimit(.minutes(5)))
struct SettingWatchTests {
    private struct Settings: CallCenterSource {
        let stored: Locked<CallCenter>
        var current: CallCenter { stored.withLock { $0 } }

        init(_ secret: String) {
            stored = Locked(Self.callCenter(secret))
        }

        func change(_ secret: String) {
            stored.withLock { $0 = Self.callCenter(secret) }
        }

        private static func callCenter(_ secret: String) -> CallCenter {
            CallCenter(sources: [
                LookupSource(
                    id: "main", mapping: "generic", baseURL: "https://crm.test",
                    credentials: ["token": SecretReference(secret)])
            ])
        }
    }

    private func watch(
        _ settings: Settings, period: Duration, reading: AsyncStream<SecretReference>.Continuation
    ) throws -> SettingWatch {
        let resolve: @Sendable (SecretReference) async throws -> String = { secret in
            reading.yield(secret)
            return "x"
        }
        let logger = Logger(label: "test")
        let catalogue = try MappingCatalogue(mappings: [], jq: JQWorkerCommand.pool(logger: logger))
        let webhooks = WebhookEndpoints(
            callCenter: settings, reader: WebhookReader(catalogue: catalogue, resolveSecret: resolve),
            expireAfter: .seconds(120))
        return SettingWatch(
            callCenter: settings, webhooks: webhooks,
            faults: SettingFaults(callCenter: settings, resolveSecret: resolve, checkFile: { _ in }),
            resolveSecret: resolve, logger: logger, period: period, interval: .milliseconds(1))
    }

    @Test("The watch over settings that cannot work looks at them at the start, and anew when they are changed")
    func changed() async throws {
        let (reads, reading) = AsyncStream.makeStream(of: SecretReference.self)
        let settings = Settings("first")
        let watch = try watch(settings, period: .seconds(86_400), reading: reading)
        async let _: Void = watch.run()
        var read = reads.makeAsyncIterator()
        #expect(await read.next() == SecretReference("first"))
        settings.change("second")
        #expect(await read.next() == SecretReference("second"))
    }

    @Test(
        "The watch over settings that cannot work looks anew after a while at what is set as before: files come and go")
    func period() async throws {
        let (reads, reading) = AsyncStream.makeStream(of: SecretReference.self)
        let watch = try watch(Settings("first"), period: .milliseconds(1), reading: reading)
        async let _: Void = watch.run()
        var read = reads.makeAsyncIterator()
        for _ in 0..<3 { #expect(await read.next() == SecretReference("first")) }
    }
}
