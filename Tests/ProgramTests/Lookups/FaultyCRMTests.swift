import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, asked for help while its CRM misbehaves in every way that a network allows.
@Suite("A CRM that hangs, lies or floods", .timeLimit(.minutes(15)))
struct FaultyCRMTests {
    /// For those that never come to an end by themselves; the others have as long as they like.
    private static let patience = 800

    /// What the CRM does, by the first part of the path.
    private static let faults: [(name: String, results: [LookupReport.Result], steps: [FaultServer.Step])] = [
        ("hangs", [.timeout], .hang),
        ("drips", [.timeout], .drip(text: #"{"manager":{"extension":"300"}}"#, every: .seconds(1))),
        ("resets", [.error], [.reset]),
        ("closes", [.error], [.close]),
        ("short", [.error], .cutShort(promised: 500, text: #"{"manager":{"extension":"300"}}"#)),
        // More content than it has announced: libcurl takes what was announced, which is not JSON.
        (
            "long", [.invalid, .error],
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"manager\":{\"extension\":\"300\"}}"), .close]
        ),
        ("flood", [.invalid], .chunked(chunks: 1600, of: [UInt8](repeating: 0x20, count: 65_536))),
        ("announced", [.invalid], [.send("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n{")]),
        ("deep", [.invalid], .answer(text: String(repeating: "[", count: 500_000))),
        ("binary", [.invalid], .answer(body: [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D])),
        ("bomb", [.invalid], .gzipped(zeros: 100_000_000)),
        ("html", [.invalid], .answer(text: "<html>Please log in</html>")),
        ("metadata", [.error], .redirect(to: "http://169.254.169.254/latest/meta-data/")),
        ("nonsense", [.error], [.send("SSH-2.0-OpenSSH_9.2\r\n\r\n"), .close]),
        ("unavailable", [.error], .answer(status: 503)),
    ]

    private static let endless = Set(faults.filter { $0.results == [.timeout] }.map(\.name))

    private static func callCenter(_ sources: [(name: String, url: String, caFile: String?)]) -> String {
        CallCenterOfSources(
            sources: sources.map {
                let timeout = endless.contains($0.name) ? patience : 30_000
                return .init(name: $0.name, url: $0.url, timeoutMilliseconds: timeout, caFile: $0.caFile)
            }
        ).yaml
    }

    @Test("A CRM that hangs, lies or floods is a line in the lookup; the department's table helps, in steady memory")
    func faults() async throws {
        try await FaultServer.with { request in
            let name = request.target.split(separator: "/").first.map(String.init) ?? ""
            // A redirect to itself is followed by nobody.
            if name == "self" { return .redirect(to: request.target) }
            return Self.faults.first { $0.name == name }?.steps ?? .answer(status: 500)
        } run: { crm in
            try await TLSServer.with { selfSigned in
                try await TLSServer.with(.expired) { expired in
                    var sources = Self.faults.map { ($0.name, crm.url("/\($0.name)"), String?.none) }
                    sources += [
                        ("self", crm.url("/self"), nil), ("selfsigned", selfSigned.url, nil),
                        ("expired", expired.url, expired.certificateFile),
                    ]
                    try await play(sources, crm)
                }
            }
        }
    }

    private func play(_ sources: [(name: String, url: String, caFile: String?)], _ crm: FaultServer) async throws {
        let settings = "crm: {answerBudgetMilliseconds: 30000}"
        try await ProgramRunner().serve(Self.callCenter(sources), settings: settings) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                // The first lookup of all brings what stays, such as the trusted certificates.
                _ = try await api.lookUp(route: CallCenterOfSources.route(ofSource: 0))
                let before = try ProcessUsage(of: bridge.process)
                for (position, source) in sources.enumerated() {
                    let request = try await api.lookUp(route: CallCenterOfSources.route(ofSource: position))
                    let expected = Self.faults.first { $0.name == source.name }?.results ?? [.error]
                    let report = try #require(request.lookup.first)
                    #expect(report.source == .crm(source.name))
                    #expect(expected.contains(report.result), "\(source.name): \(report)")
                    #expect(report.detail?.isEmpty == false, "\(source.name) does not say why")
                    if Self.endless.contains(source.name) { #expect(report.milliseconds >= Self.patience) }
                    #expect(request.lookup.last?.source == .department("support"))
                    #expect(request.manager?.extension == "200", "\(source.name): \(request)")
                    #expect(request.manager?.source == .department("support"))
                }
                let after = try ProcessUsage(of: bridge.process)
                let growth = ProcessUsage.megabytes(after.residentMemory - before.residentMemory)
                #expect(growth < 30, "\(growth) MB more after \(sources.count) faults")
                // Two of them read large answers, one the voices and one the database, beside all others.
                #expect(after.threads <= 20)
            }
        }
        // Nobody has followed a redirect.
        #expect(crm.requests.count { $0.target.hasPrefix("/self") } == 1)
        #expect(crm.requests.count { $0.target.hasPrefix("/metadata") } == 1)
    }
}
