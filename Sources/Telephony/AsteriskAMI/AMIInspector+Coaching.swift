import Foundation

/// Checks whether managers can join live calls.
extension AMIInspector {
    private static let module = "app_chanspy"

    func coaching(_ session: AMISession) async throws -> [PBXFinding] {
        let place = "\(configuration.context),\(AMIDialplan.attending),1"
        guard try await value("DIALPLAN_EXISTS(\(place))", session) == "1" else {
            return [
                PBXFinding(
                    .fault, "the lines in the dialplan are of an earlier version: nobody can come to a live call",
                    remedy: "put those that `helpbridge pbx dialplan` prints now in their place")
            ]
        }
        let answer = try await session.send(AMIAction("ModuleCheck", [("Module", Self.module)]))
        if answer["Response"] == "Success" {
            let settings = try await session.send(AMIAction("CoreSettings"))
            let whispering = settings["AsteriskVersion"].flatMap(PBXFinding.whispering)
            return [PBXFinding(.good, "managers can come to live calls")] + (whispering.map { [$0] } ?? [])
        }
        if answer["Message"]?.localizedStandardContains("not loaded") == true {
            return [
                PBXFinding(
                    .fault, "\(Self.module) is not loaded: nobody can come to a live call",
                    remedy: "load it, and see that modules.conf does not keep it out")
            ]
        }
        return [
            PBXFinding(
                .note, "Asterisk does not say whether \(Self.module) is loaded",
                remedy: "add system to the write line of the user's section in manager.conf")
        ]
    }
}
