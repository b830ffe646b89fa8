import Administration
import Foundation
import HelpDesk
import Testing

@testable import HelpBridge

@Suite("The call-centre file of several PBXs")
struct SeveralPBXFileTests {
    private static let yaml = """
        departments:
          - {id: support, name: Support,
             helpers: [{extension: "200"}, {extension: "200", pbx: shiraz}, {extension: "201@shiraz"},
                       {extension: "202", pbx: main}]}
        operators:
          - {extension: "101", name: Ali, department: support}
          - {extension: "101", pbx: shiraz, department: support}
        routes:
          - {code: "*5003", name: All, detection: department, voice: en}
          - {code: "*5003", pbx: shiraz, name: Shiraz, detection: department, voice: en}
          - {code: "*5004", pbx: main, name: Main, detection: department, voice: en}
        webhooks:
          - {id: hook, mapping: generic, route: "*5003@shiraz", secret: "env:SECRET"}
        """

    private func read(_ yaml: String, pbxs: [String] = ["main", "shiraz"]) throws -> CallCenter {
        try CallCenterFile(yaml: yaml, name: "callcenter.yaml", context: SampleFile.context(pbxs: pbxs)).callCenter
    }

    @Test("The same extension or code on two PBXs is two in a file, and the default PBX may be named or left out")
    func reading() throws {
        let callCenter = try read(Self.yaml)
        #expect(
            callCenter.departments["support"]?.helpers.map(\.extension) == ["200", "200@shiraz", "201@shiraz", "202"])
        #expect(callCenter.operators.mapValues(\.name) == ["101": "Ali", "101@shiraz": "101"])
        #expect(Set(callCenter.routes.keys) == ["*5003", "*5003@shiraz", "*5004@main"])
        #expect(callCenter.webhooks["hook"]?.route == "*5003@shiraz")
    }

    @Test("What is exported has extension and PBX apart, and reads back as the same")
    func exporting() throws {
        let callCenter = try read(Self.yaml)
        let text = try CallCenterFile.export(callCenter)
        #expect(text.contains("pbx") && !text.contains("101@shiraz"))
        #expect(try read(text) == callCenter)
    }

    @Test("Where there is one PBX, its id means nothing more in a call-centre file")
    func onePBX() throws {
        let one = Self.yaml.replacing("shiraz", with: "main")
            .replacing("{extension: \"200\", pbx: main}, ", with: "").replacing(
                "\"*5003\", pbx: main", with: "\"*5005\""
            )
            .replacing("  - {extension: \"101\", pbx: main, department: support}\n", with: "")
        let callCenter = try read(one, pbxs: ["main"])
        #expect(callCenter.departments["support"]?.helpers.map(\.extension) == ["200", "201", "202"])
        #expect(Set(callCenter.routes.keys) == ["*5003", "*5005", "*5004"])
        #expect(!(try CallCenterFile.export(callCenter)).contains("pbx"))
    }

    @Test("An unknown PBX is refused where it stands, and so is a number that its own PBX may not dial")
    func faults() throws {
        let yaml = """
            departments: [{id: d, name: D, helpers: [{extension: "200", pbx: tabriz}, {extension: "2@shiraz"}]}]
            operators:
              - {extension: "101@shiraz", pbx: main, department: d}
            """
        do {
            _ = try read(yaml)
            Issue.record("it was taken")
        } catch let error as AdministrationError {
            let lines = error.description.split(separator: "\n").map(String.init)
            #expect(
                lines == [
                    "callcenter.yaml:1: departments[0].helpers[0].pbx: no PBX is called \"tabriz\"; "
                        + "expected main or shiraz",
                    "callcenter.yaml:1: departments[0].helpers[1].extension: \"2\" may not be dialled under "
                        + "pbx.numbers (^[0-9]{2,6}$)",
                    "callcenter.yaml:3: operators[0].pbx: \"101@shiraz\" names another PBX",
                ])
        }
    }
}
