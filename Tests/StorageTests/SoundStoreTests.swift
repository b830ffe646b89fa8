import Administration
import Foundation
import GRDB
import HelpDesk
import LocatedYAML
import Testing

@testable import Storage

@Suite struct SoundStoreTests {
    private let date = Date(timeIntervalSince1970: 1_700_000_000.5)
    private let audio = SoundAudio(narrowband: [1, 2, 3], wideband: [4, 5, 6, 7])

    private func sound(_ id: String, name: String = "Closed") -> Sound {
        Sound(
            id: id, name: name, format: "FLAC, 44100 Hz, 2 channels", seconds: 1.5, loudness: -23.5,
            createdAt: date, updatedAt: date)
    }

    @Test("A sound is kept as it was given, in both rates", arguments: StoreKind.allCases)
    func kept(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = SQLSoundStore(database: database)
            try await store.add(sound("b"), audio: audio)
            try await store.add(sound("a"), audio: audio)
            #expect(try await store.sounds() == [sound("a"), sound("b")])
            #expect(try await store.sound("a") == sound("a"))
            #expect(try await store.wav(sound: "a", sampleRate: 8_000) == [1, 2, 3])
            #expect(try await store.wav(sound: "a", sampleRate: 16_000) == [4, 5, 6, 7])
            #expect(try await store.wav(sound: "a", sampleRate: 44_100) == nil)
            #expect(try await store.wav(sound: "c", sampleRate: 8_000) == nil)
            #expect(try await store.sound("c") == nil)
        }
    }

    @Test("A sound with an infinite duration or loudness does not hide the others")
    func infinite() async throws {
        try await withDatabase { database in
            let store = SQLSoundStore(database: database)
            for id in ["a", "b", "c"] { try await store.add(sound(id), audio: audio) }
            try await database.pool.write { db in
                try db.execute(sql: "UPDATE sounds SET loudness = 9e999 WHERE id = 'a'")
                try db.execute(sql: "UPDATE sounds SET seconds = -9e999 WHERE id = 'b'")
            }
            #expect(try await store.sounds() == [sound("c")])
        }
    }

    @Test("A sound's id is taken once, and a refused upload leaves the sound as it was", arguments: StoreKind.allCases)
    func duplicate(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = SQLSoundStore(database: database)
            try await store.add(sound("a"), audio: audio)
            await #expect(throws: AdministrationError.exists(.sound("a"))) {
                try await store.add(sound("a", name: "Other"), audio: SoundAudio(narrowband: [9], wideband: [9]))
            }
            #expect(try await store.sound("a")?.name == "Closed")
            #expect(try await store.wav(sound: "a", sampleRate: 8_000) == [1, 2, 3])
        }
    }

    @Test(
        "A change of a sound raises its revision, and one that comes from an older revision is refused",
        arguments: StoreKind.allCases)
    func replace(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = SQLSoundStore(database: database)
            try await store.add(sound("a"), audio: audio)
            var changed = sound("a", name: "Closed today")
            changed.createdAt = .now
            let renamed = try await store.replace(changed, audio: nil, ifRevision: 1)
            #expect(renamed.revision == 2)
            #expect(renamed.createdAt == date)
            #expect(try await store.sound("a") == renamed)
            #expect(try await store.wav(sound: "a", sampleRate: 8_000) == [1, 2, 3])
            await #expect(throws: AdministrationError.changed(.sound("a"))) {
                try await store.replace(sound("a"), audio: nil, ifRevision: 1)
            }
            let other = SoundAudio(narrowband: [7], wideband: [8])
            #expect(try await store.replace(sound("a"), audio: other, ifRevision: nil).revision == 3)
            #expect(try await store.wav(sound: "a", sampleRate: 16_000) == [8])
            await #expect(throws: AdministrationError.unknown(.sound("x"))) {
                try await store.replace(sound("x"), audio: other, ifRevision: nil)
            }
        }
    }

    @Test("A sound that a route plays stays until the route plays another", arguments: StoreKind.allCases)
    func remove(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = SQLSoundStore(database: database)
            let callCenter = try await SQLCallCenterStore(database: database, logger: .silent)
            func route(_ recording: String) -> CallCenter {
                CallCenter(routes: [
                    Route(
                        code: "*5003", name: "Help", detection: .department, voice: "fa",
                        prompts: [.unavailable: .recording(recording)])
                ])
            }
            try await store.add(sound("a"), audio: audio)
            try await store.add(sound("b"), audio: audio)
            _ = try await callCenter.apply(route("a"))
            let unknown = AdministrationError.invalid([
                LocatedProblem(
                    path: "prompts.unavailable.recording", message: "route *5003: no sound has the id nosuch")
            ])
            await #expect(throws: unknown) { try await callCenter.apply(route("nosuch")) }
            #expect(callCenter.current == route("a"))
            await #expect(throws: AdministrationError.inUse(.sound("a"), by: ["*5003"])) {
                try await store.remove("a", ifRevision: nil)
            }
            _ = try await callCenter.apply(route("b"))
            await #expect(throws: AdministrationError.changed(.sound("a"))) {
                try await store.remove("a", ifRevision: 7)
            }
            try await store.remove("a", ifRevision: 1)
            #expect(try await store.sounds().map(\.id) == ["b"])
            #expect(try await store.wav(sound: "a", sampleRate: 8_000) == nil)
            await #expect(throws: AdministrationError.unknown(.sound("a"))) {
                try await store.remove("a", ifRevision: nil)
            }
            #expect(try await database.checkIntegrity().isEmpty)
        }
    }

    @Test(
        "A sound that is removed while a route is made that plays it stays, or is refused to the route",
        arguments: StoreKind.allCases)
    func race(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = SQLSoundStore(database: stores.database)
            let callCenter = try await SQLCallCenterStore(database: stores.database, logger: .silent)
            let route = Route(
                code: "*5003", name: "Help", detection: .department, voice: "fa",
                prompts: [.unavailable: .recording("a")])
            for _ in 0..<10 {
                if try await store.sound("a") == nil { try await store.add(sound("a"), audio: audio) }
                async let removal: Void = store.remove("a", ifRevision: nil)
                async let change = callCenter.apply(CallCenter(routes: [route]))
                var refusals: [AdministrationError] = []
                do { try await removal } catch let error as AdministrationError { refusals.append(error) }
                do { _ = try await change } catch let error as AdministrationError { refusals.append(error) }
                #expect(refusals.count == 1)
                #expect(try await (store.sound("a") == nil) == callCenter.current.routes.isEmpty)
                _ = try await callCenter.apply(CallCenter(), prune: true)
            }
        }
    }
}
