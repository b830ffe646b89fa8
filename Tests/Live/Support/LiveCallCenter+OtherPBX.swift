import Foundation
import TestSupport

extension LiveCallCenter {
    /// Makes a second Asterisk beside the first, and trunks between the two.
    ///
    /// - Parameter phones: that register there.
    static func secondLab(
        _ version: AsteriskVersion, in directory: URL, phones: some Sequence<String>, besides lab: PBXLab
    ) async throws -> PBXLab {
        let folder = directory.appendingPathComponent("shiraz")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let other = try await PBXLab.start(version, in: folder, phones: phones)
        try await lab.addTrunk(to: other, named: "shiraz", calledThere: "main")
        try await other.addTrunk(to: lab, named: "main", calledThere: "shiraz")
        return other
    }

    /// The lines of the configuration about the second Asterisk, if there is one.
    var otherPBX: String {
        guard let other else { return "" }
        return """
            - id: shiraz
              driver: ari
              trunk: "PJSIP/{extension}@{pbx}"
              ari: {url: "\(other.ari)", application: helpbridge, username: "\(other.username)", password: "\(other.password)"}
            """
    }
}

extension PBXLab {
    /// Lets calls go to another Asterisk, as `PJSIP/201@<name>`, and come from there into the context of the phones.
    ///
    /// - Parameter ownName: what the other one calls this one: the user of our calls, by which it knows them.
    fileprivate func addTrunk(to other: PBXLab, named name: String, calledThere ownName: String) async throws {
        let file = "\(directory)/asterisk/etc/pjsip.conf"
        let lines = """

            [\(name)]
            type = endpoint
            transport = udp
            context = internal
            disallow = all
            allow = ulaw,alaw
            direct_media = no
            from_user = \(ownName)
            media_address = 127.0.0.1
            bind_rtp_to_media_address = yes
            aors = \(name)

            [\(name)]
            type = aor
            contact = sip:127.0.0.1:\(other.sipPort)

            """
        let before = try String(contentsOfFile: file, encoding: .utf8)
        try (before + lines).write(toFile: file, atomically: false, encoding: .utf8)
        _ = try await console("module reload res_pjsip.so")
    }
}
