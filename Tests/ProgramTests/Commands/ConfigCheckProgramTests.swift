import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@Suite("The check of a configuration", .timeLimit(.minutes(15)))
struct ConfigCheckProgramTests {
    private static let simulated = "pbx: {driver: simulated}"

    @Test(
        "A check of the configuration refuses what the bridge would, in the same words, and makes nothing",
        arguments: [
            ("pbx: {ari: {url: \"https://pbx:8089/ari\", password: x}}", "pbx.ari.url"),
            ("pbx: {driver: ami, ami: {password: x, context: \"a b\"}}", "pbx.ami.context"),
            ("auth: {tokens: [\"two words\"]}\n\(simulated)", "auth.tokens"),
            ("http: {tls: {certificateChain: chain.pem, privateKey: key.pem}}\n\(simulated)", "http.tls"),
        ])
    func refused(settings: String, name: String) async throws {
        let program = try ProgramRunner()
        _ = try program.write("chain.pem", TLSFixture.otherChain + "\n")
        _ = try program.write("key.pem", TLSFixture.key + "\n")
        let configuration = try program.write("helpbridge.yaml", settings)
        let checked = try await program.run(["config", "check", "--config", configuration])
        #expect(checked.code == 78 && checked.errors.count == 1, "\(checked)")
        #expect(checked.errors.first?.contains(name) == true, "\(checked)")
        #expect(!FileManager.default.fileExists(atPath: program.directory.appendingPathComponent("var").path))
        let served = try await program.run(["serve", "--config", configuration])
        #expect(served.code == 78)
        #expect(served.errors.filter { $0.hasPrefix("helpbridge: ") } == checked.errors)
    }

    @Test("A folder of prompts that cannot be used is a fault to the check, and ends a start with 1, to be tried again")
    func promptFolder() async throws {
        let program = try ProgramRunner()
        _ = try program.write("file", "")
        let configuration = try program.write(
            "helpbridge.yaml", "http: {port: 0}\nprompts: {cache: file/prompts}\n\(Self.simulated)\n")
        let checked = try await program.run(["config", "check", "--config", configuration])
        #expect(checked.code == 78 && checked.errors.count == 1, "\(checked)")
        #expect(checked.errors.first?.contains("prompt cache") == true, "\(checked)")
        #expect(!FileManager.default.fileExists(atPath: program.directory.appendingPathComponent("var").path))
        let served = try await program.run(["serve", "--config", configuration])
        #expect(served.code == 1)
        #expect(served.errors.filter { $0.hasPrefix("helpbridge: ") } == checked.errors)
    }

    @Test("A start that fails says why, and of nothing else that it would be wrong")
    func failedStart() async throws {
        let program = try ProgramRunner()
        _ = try program.write("file", "")
        let text = "http: {port: 0}\n\(Self.simulated)\n"
        let source = "sources: [{id: main, mapping: generic, baseURL: \"http://127.0.0.1:9\"}]"
        let applied = try await program.run([
            "apply", try program.write("callcenter.yaml", source), "--config",
            try program.write("helpbridge.yaml", text),
        ])
        #expect(applied.code == 0, "\(applied)")
        let broken = try program.write("helpbridge.yaml", text + "prompts: {cache: file/prompts}\n")
        let served = try await program.run(["serve", "--config", broken])
        let faults = served.errors.filter { $0.hasPrefix("helpbridge: ") || $0.contains(" error ") }
        #expect(served.code == 1 && faults.count == 1, "\(served)")
        #expect(faults.first?.contains("prompt cache") == true, "\(served)")
    }

    @Test(
        "A database's path that is a folder, or lies below a file, is a fault to the check of a configuration",
        arguments: [".", "file/helpbridge.sqlite", "file/below/helpbridge.sqlite"])
    func databaseFile(path: String) async throws {
        let program = try ProgramRunner()
        _ = try program.write("file", "")
        func check(_ database: String) async throws -> ProgramRunner.Result {
            let configuration = try program.write("helpbridge.yaml", "database: {\(database)}\n\(Self.simulated)\n")
            return try await program.run(["config", "check", "--config", configuration])
        }
        let checked = try await check("path: \"\(path)\"")
        #expect(checked.code == 78 && checked.errors.count == 1, "\(checked)")
        #expect(checked.errors.first?.contains("database.path") == true, "\(checked)")
        #expect(!FileManager.default.fileExists(atPath: program.directory.appendingPathComponent("var").path))
        #expect(try await check("path: new/helpbridge.sqlite").code == 0)
    }

    @Test(
        "An owner to whom the system lets nobody give prompts is refused, unless the prompts are theirs already",
        .enabled(if: PreloadedLibrary.isPossible, "no C compiler is installed"))
    func promptOwner() async throws {
        let program = try ProgramRunner()
        let library = try await PreloadedLibrary.make(
            #"""
            #include <errno.h>
            #include <unistd.h>

            int fchown(int descriptor, uid_t user, gid_t group) {
                errno = EPERM;
                return -1;
            }
            """#, in: program.directory)
        let environment = ["LD_PRELOAD=\(library)"]
        func configuration(owner: String) throws -> String {
            try program.write(
                "helpbridge.yaml",
                "http: {port: 0}\nprompts: {warm: false, directoryOwner: \"\(owner)\"}\n\(Self.simulated)\n")
        }
        let own = try configuration(owner: "\(geteuid()):\(getegid())")
        let good = try await program.run(["config", "check", "--config", own], environment: environment)
        #expect(good.code == 0, "\(good)")
        let (_, child) = try await program.launch(own, environment: environment)
        child.terminate()
        for owner in ["\(geteuid() + 1)", ":\(getegid() + 1)"] {
            let other = try configuration(owner: owner)
            let checked = try await program.run(["config", "check", "--config", other], environment: environment)
            #expect(checked.code == 78 && checked.errors.count == 1, "\(checked)")
            #expect(checked.errors.first?.contains("prompts.directoryOwner") == true, "\(checked)")
            let served = try await program.run(["serve", "--config", other], environment: environment)
            #expect(served.code == 78)
            #expect(served.errors.filter { $0.hasPrefix("helpbridge: ") } == checked.errors)
        }
    }

    @Test(
        "A configuration's check takes helpbridge.yaml of the working directory, or says which files would have done",
        .enabled(
            if: !FileManager.default.fileExists(atPath: "/etc/helpbridge/helpbridge.yaml"),
            "this machine has a configuration of its own"))
    func usualPlaces() async throws {
        let program = try ProgramRunner()
        func check() async throws -> String {
            let child = try ChildProcess([
                "/bin/sh", "-c", "cd \"$0\" && \"$1\" config check 2>&1", program.directory.path, BuiltProgram.path,
            ])
            defer { _ = child.waitForExit() }
            return await child.read()
        }
        let none = try await check()
        #expect(none.contains("neither helpbridge.yaml nor /etc/helpbridge/helpbridge.yaml exists"), "\(none)")
        _ = try program.write("helpbridge.yaml", "http:\n  prot: 1")
        let found = try await check()
        #expect(found.contains("helpbridge.yaml:2: http.prot: unknown key"), "\(found)")
    }

    @Test("A check of the configuration names a certificate that has expired, with its date, and finds nothing wrong")
    func expiredCertificate() async throws {
        let program = try ProgramRunner()
        _ = try program.write("chain.pem", TLSFixture.expiredChain + "\n")
        _ = try program.write("key.pem", TLSFixture.key + "\n")
        let configuration = try program.write(
            "helpbridge.yaml",
            "http: {tls: {certificateChain: chain.pem, privateKey: key.pem}}\n\(Self.simulated)")
        let checked = try await program.run(["config", "check", "--config", configuration])
        #expect(checked.code == 0 && checked.errors.count == 1, "\(checked)")
        #expect(checked.errors.first?.contains("chain.pem has expired at 2020-02-01") == true, "\(checked)")
    }

    @Test(
        "A check of the configuration warns of a variable that may be a misspelt one, and finds nothing wrong with it")
    func warned() async throws {
        let program = try ProgramRunner()
        let configuration = try program.write("helpbridge.yaml", Self.simulated)
        let checked = try await program.run(
            ["config", "check", "--config", configuration], environment: ["HELPBRIDGE_AUTH_TOKEN=x"])
        #expect(checked.code == 0 && checked.errors.count == 1, "\(checked)")
        #expect(checked.errors.first?.contains("HELPBRIDGE_AUTH_TOKENS would be") == true, "\(checked)")
    }
}
