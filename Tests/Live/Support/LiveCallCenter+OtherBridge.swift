import Foundation

extension LiveCallCenter {
    /// Starts another bridge on the same Asterisk, with a database and an application of its own.
    ///
    /// - Parameter settings: its call centre.
    func serveOther(application: String, _ settings: String) async throws -> BridgeProcess {
        let folder = directory.appendingPathComponent(application)
        let configuration = folder.appendingPathComponent("helpbridge.yaml")
        if !FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let yaml = """
                http: {host: 127.0.0.1, port: 0}
                database: {path: var/helpbridge.sqlite}
                pbx:
                  driver: ari
                  ari: {url: "\(lab.ari)", application: \(application), username: "\(lab.username)", password: "\(lab.password)"}
                crm: {mappings: "\(PBXLab.repository.appendingPathComponent("Mappings").path)"}
                prompts: {warm: false}
                voices: "\(PBXLab.repository.appendingPathComponent("Voices").path)"
                auth: {tokens: ["\(BridgeProcess.token)"]}
                log: {level: debug}
                """
            try yaml.write(to: configuration, atomically: true, encoding: .utf8)
            let file = folder.appendingPathComponent("callcenter.yaml")
            try settings.write(to: file, atomically: true, encoding: .utf8)
            try await BridgeProcess.run(["apply", file.path, "--config", configuration.path], in: folder)
        }
        return try await BridgeProcess.serve(configuration)
    }
}
