import ArgumentParser
import Foundation
import HelpDesk

extension SoundsCommand {
    /// `helpbridge sounds record`: uses the running bridge, whose PBX rings the phone.
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rings a phone to record a sound.",
            discussion: """
                Speak after the beep and press # at the end; you hear the recording: press 1 to keep it, 2 to record
                again, or hang up. The bridge must be running. Exits with 0 once the sound is kept.
                """)

        private static let interval = Duration.milliseconds(300)

        @Argument(help: "The id; a sound that is there already is replaced once the new one is kept.")
        var id: String

        @Option(name: .customLong("extension"), help: "The phone to ring.")
        var number: String

        @Option(help: "A name for people (default: the one it has, or the id).")
        var name: String?

        @Option(help: "The voice that says what to do (default: that of a route).")
        var voice: String?

        @Flag(help: "Print the recording's JSON at each change.")
        var json = false

        @OptionGroup var server: ServerOptions

        func validate() throws {
            guard Sound.isID(id) else {
                throw ValidationError("\(id) is no id: 1 to 64 letters, digits, '-' and '_'")
            }
        }

        func run() async throws {
            let client = try await server.client()
            do {
                let order = ["extension": number, "name": name, "voice": voice].compactMapValues(\.self)
                let recording = try await follow(try await client.record(id, order), with: client)
                await client.close()
                if recording.state != .kept {
                    let reason = recording.reason.map { ": \($0.word)" } ?? ""
                    throw HelpBridgeError.failed("\(id) was not recorded: \(recording.state.rawValue)\(reason)")
                }
            } catch {
                await client.close()
                throw error
            }
        }

        private func follow(_ first: Data, with client: BridgeClient) async throws -> SoundRecording {
            var data = first
            var shown: SoundRecording?
            while true {
                let recording = try RequestPrinter.decode(data, as: SoundRecording.self)
                if recording != shown { print(recording, after: shown, raw: data) }
                shown = recording
                if recording.state.isEnd { return recording }
                try await Task.sleep(for: Self.interval)
                data = try await client.recording(of: id)
            }
        }

        private func print(_ recording: SoundRecording, after previous: SoundRecording?, raw: Data) {
            if json { return Console.print(String(decoding: raw, as: UTF8.self)) }
            guard recording.state != previous?.state || recording.takes != previous?.takes else { return }
            switch recording.state {
            case .ringing: Console.print("ringing \(recording.extension)")
            case .recording where recording.takes == 0: Console.print("answered: hears what to do")
            case .recording: Console.print("recording: speak after the beep, and press # at the end")
            case .reviewing: Console.print("listening: press 1 to keep it, 2 to record again")
            case .kept: Console.print("kept \(recording.sound)\(recording.seconds.map(Self.length) ?? "")")
            case .discarded, .failed:
                let reason = recording.reason.map { ": \($0.word)" } ?? ""
                Console.print("\(recording.state.rawValue)\(reason)")
            }
        }

        private static func length(_ seconds: Double) -> String {
            String(format: " (%.1f s)", seconds)
        }
    }
}
