import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("What keeps sources and subscriptions from working")
struct SettingFaultsTests {
    private struct Settings: CallCenterSource {
        let current: CallCenter
    }

    private struct MissingFile: Error, CustomStringConvertible {
        let description = "the CA file ca.pem cannot be read"
    }

    private func faults(_ callCenter: CallCenter) -> SettingFaults {
        SettingFaults(callCenter: Settings(current: callCenter), resolveSecret: Fixtures.resolve) { path in
            if path == "ca.pem" { throw MissingFile() }
        }
    }

    @Test("A source is told of a credential that is not there, and of a CA file that cannot be read")
    func sources() async {
        func source(_ id: String, _ secret: String, caFile: String? = nil) -> LookupSource {
            LookupSource(
                id: id, mapping: "generic", baseURL: "https://crm.test",
                credentials: ["token": SecretReference(secret)], caFile: caFile)
        }
        let faults = faults(
            CallCenter(sources: [
                source("good", "t", caFile: "other.pem"), source("unset", "env:MISSING"),
                source("ca", "t", caFile: "ca.pem"),
            ]))
        #expect(faults.ofSources().isEmpty, "they are not known yet")
        await faults.check()
        #expect(
            faults.ofSources() == [
                "unset": "its credential token cannot be read: the environment variable MISSING is not set",
                "ca": "the CA file ca.pem cannot be read",
            ])
    }

    @Test("A subscription is told of a secret that is not there or is none, and of a CA file that cannot be read")
    func subscriptions() async {
        func subscription(_ id: String, _ secret: String, caFile: String? = nil) -> WebhookSubscription {
            WebhookSubscription(id: id, url: "https://a.test", secrets: [SecretReference(secret)], caFile: caFile)
        }
        let faults = faults(
            CallCenter(subscriptions: [
                subscription("good", "whsec_AAAA"), subscription("unset", "env:MISSING"),
                subscription("bad", "whsec_!!!"), subscription("ca", "whsec_AAAA", caFile: "ca.pem"),
            ]))
        await faults.check()
        let found = faults.ofSubscriptions()
        #expect(Set(found.keys) == ["unset", "bad", "ca"])
        #expect(found["unset"]?.contains("MISSING") == true)
        #expect(found["bad"]?.contains("no Base64") == true && found["bad"]?.contains("!!!") == false)
    }

    @Test("A secret that is slow to read keeps no other source from being looked at, nor anybody who asks")
    func slow() async throws {
        let (reads, reading) = AsyncStream.makeStream(of: String.self)
        let (answers, answering) = AsyncStream.makeStream(of: Void.self)
        let sources = ["a", "b"].map {
            LookupSource(
                id: $0, mapping: "generic", baseURL: "https://crm.test", credentials: ["token": SecretReference($0)])
        }
        let faults = SettingFaults(
            callCenter: Settings(current: CallCenter(sources: sources)),
            resolveSecret: { secret in
                reading.yield("\(secret.location)")
                for await _ in answers {}
                throw MissingFile()
            }, checkFile: { _ in })
        async let looking: Void = faults.check()
        var begun: Set<String> = []
        for await read in reads {
            begun.insert(read)
            if begun.count == 2 { break }
        }
        #expect(faults.ofSources().isEmpty)
        answering.finish()
        await looking
        #expect(Set(faults.ofSources().keys) == ["a", "b"])
    }

    @Test("A lookup's failure is told in its words, not in its parts")
    func words() {
        #expect("\(LookupFailure.timeout("no answer in time"))" == "no answer in time")
    }

    @Test("A subscription whose secret can be no key, or is not there, is refused when it is saved")
    func saved() throws {
        let catalogue = try Fixtures.catalogue()
        func problem(_ secret: String) -> String? {
            let subscription = WebhookSubscription(id: "b3", url: "https://a.test", secrets: [SecretReference(secret)])
            do {
                try catalogue.check(CallCenter(subscriptions: [subscription]), resolve: Fixtures.resolve)
                return nil
            } catch {
                return "\(error)"
            }
        }
        for secret in ["whsec_!!!", "whsec_", "v1,whsec_!!"] {
            #expect(problem(secret)?.hasPrefix("subscription b3: its secret begins with whsec_") == true, "\(secret)")
        }
        #expect(problem("env:MISSING")?.contains("cannot be read") == true)
        for secret in ["whsec_AAAA", "anything"] { #expect(problem(secret) == nil, "\(secret)") }
    }
}
