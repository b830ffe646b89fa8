import ConcurrencyPrimitives
import Foundation

/// The machine's loudspeaker, used through ALSA's `aplay`.
struct SoundCard: Sendable {
    enum Failure: Error, Equatable, CustomStringConvertible {
        case noCard
        case noPlayer
        /// `aplay` reports the reason on standard error.
        case failed(device: String)

        var description: String {
            switch self {
            case .noCard: "there is no sound card on this machine"
            case .noPlayer: "there is no aplay on this machine; install alsa-utils"
            case .failed(let device): "aplay could not play on the device \(device); aplay -L lists the devices"
            }
        }
    }

    /// The device's name as in `aplay -L`; `nil` for the default device of the first card.
    var device: String?

    /// Plays a WAV file and returns once it has been played.
    ///
    /// - Throws: `Failure`, or an error of the temporary file that `aplay` reads.
    func play(_ wav: [UInt8]) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("helpbridge-\(UUID().uuidString).wav")
        // A named device need not be a card.
        guard device != nil || Self.hasCard else { throw Failure.noCard }
        try Data(wav).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        // Playing blocks for as long as the sound lasts.
        let status = await ThreadPool(count: 1, name: "aplay").complete { run(file.path) }
        switch status {
        case nil: throw Failure.noPlayer
        case 0?: return
        case .some: throw Failure.failed(device: device ?? "default")
        }
    }

    private static var hasCard: Bool {
        // `0 [PCH            ]: HDA-Intel - HDA Intel PCH`; without a card, `--- no soundcards ---`, or no such file.
        ((try? String(contentsOfFile: "/proc/asound/cards", encoding: .utf8)) ?? "").contains("]:")
    }

    /// - Returns: the exit status; `nil` if `aplay` cannot be started.
    private func run(_ path: String) -> Int32? {
        let command = ["aplay", "-q"] + (device.map { ["-D", $0] } ?? []) + [path]
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The child must not inherit the signals that this program ignores.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        guard posix_spawnp(&identifier, "aplay", nil, &attributes, &arguments, environ) == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
