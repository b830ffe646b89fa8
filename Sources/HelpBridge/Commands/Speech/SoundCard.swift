import Foundation

/// The machine's loudspeaker, by ALSA's `aplay`.
enum SoundCard {
    /// Plays a WAV file and returns when it has been heard.
    ///
    /// - Returns: whether it was; `false` where there is no card, no `aplay`, or it failed.
    static func play(_ wav: [UInt8]) -> Bool {
        let cards = (try? String(contentsOfFile: "/proc/asound/cards", encoding: .utf8)) ?? ""
        guard cards.contains("]:") else { return false }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("helpbridge-\(UUID().uuidString).wav")
        guard (try? Data(wav).write(to: file)) != nil else { return false }
        defer { try? FileManager.default.removeItem(at: file) }
        let command: [String] = ["aplay", "-q", file.path]
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        guard posix_spawnp(&identifier, "aplay", nil, nil, &arguments, environ) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status == 0
    }
}
