import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("The check of a real Asterisk", .tags(.live), .serialized)
struct CheckTests {
    private struct Finding: Decodable {
        var grade: String
        var what: String
        var remedy: String?
    }

    private func check(_ center: LiveCallCenter) async throws -> [Finding] {
        let (_, output) = try await center.commandWithStatus(["pbx", "check", "--json"])
        return try JSONDecoder().decode([Finding].self, from: Data(output.utf8))
    }

    // As a closure beside those of `#expect`, the compiler (Swift 6.3.1) calls one of theirs in its place.
    private func said(_ what: String, in findings: [Finding]) -> [Finding] {
        findings.filter { $0.what == what }
    }

    @Test(
        "The check finds a real Asterisk well, a prompt played, and then names a missing phone, module and permission",
        arguments: AsteriskVersion.tried)
    func check(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(on: version, phones: ["101": .ring, "201": .ring, "202": .ring, "102": .ring]) {
            center, bridge in
            let well = try await check(center)
            #expect(well.filter { $0.grade == "fault" }.map(\.what) == [])
            #expect(well.contains { $0.grade == "good" && $0.what.contains("the PBX has played http://") })
            #expect(well.contains { $0.grade == "good" && $0.what == "PJSIP/101 is registered" })
            let whispersAlways = !well.contains { $0.what.hasPrefix("a manager who whispers is heard only while") }
            #expect(!whispersAlways || version != .sixteen)
            // The four phones and two more that the laboratory has.
            #expect(
                well.contains { $0.grade == "good" && $0.what.hasPrefix("the PBX lists its phones and trunks (6)") })
            // The bridge at work was not disturbed.
            let request = try await bridge.request(operator: "101", route: "*5003")
            try await center.phone("101").waitForCall()
            try await center.phone("101").hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }

            try await center.phone("202").stop()
            _ = try await center.lab.console("module unload res_ari_device_states.so")
            let missing = try await check(center)
            #expect(missing.contains { $0.what.hasPrefix("PJSIP/202 is not registered") })
            let modules = said("the module res_ari_device_states does not run", in: missing)
            #expect(modules.map(\.grade) == ["fault"], "\(missing)")
            #expect(modules.first?.remedy?.contains("module load res_ari_device_states.so") == true)

            let users = center.lab.directory + "/asterisk/etc/ari.conf"
            let before = try String(contentsOfFile: users, encoding: .utf8)
            try before.replacingOccurrences(of: "read_only = no", with: "read_only = yes")
                .write(toFile: users, atomically: true, encoding: .utf8)
            _ = try await center.lab.console("module reload res_ari.so")
            let readOnly = try await check(center)
            #expect(readOnly.contains { $0.grade == "fault" && $0.what == "the user helpbridge may only read" })
        }
    }
}
