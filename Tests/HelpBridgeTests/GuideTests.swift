import ArgumentParser
import Foundation
import LocatedYAML
import TestSupport
import Testing
import WebAPI

@testable import HelpBridge
@testable import HelpDesk

/// What the guides tell people to type and to enter is what the program and its mappings take.
@Suite("The guides")
struct GuideTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: RepositoryScript.repository.appendingPathComponent(path), encoding: .utf8)
    }

    private static func files(in folder: String, ending suffix: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(
            atPath: RepositoryScript.repository.appendingPathComponent(folder).path
        ).filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
    }

    @Test("Every command of helpbridge that a document shows is one that the program takes")
    func commands() throws {
        let documents =
            try ["README.md", "README.fa.md", "CONTRIBUTING.md"] + Self.files(in: "Documentation", ending: ".md")
        var count = 0
        for document in documents {
            for line in DocumentedCommand.lines(of: try Self.text(document)) {
                count += 1
                let fault = DocumentedCommand.fault(in: line)
                #expect(fault == nil, "\(document): \(line.joined(separator: " ")): \(fault ?? "")")
            }
        }
        #expect(count > 60)
    }

    @Test(
        "A command of a document that the program does not take is found",
        arguments: [
            "    helpbridge pbx chekc", "    sudo -u helpbridge helpbridge request --operater 101",
            "    helpbridge db forget",
            "    helpbridge nothing",
        ])
    func wrongCommands(text: String) throws {
        let line = try #require(DocumentedCommand.lines(of: text).first)
        #expect(DocumentedCommand.fault(in: line) != nil)
    }

    @Test("Every mapping that is shipped has a page, with its credentials as the mapping has them")
    func pagesOfCRMs() throws {
        let mappings = try Self.files(in: "Mappings", ending: ".yaml")
        let list = try Self.text("Documentation/CRM/README.md")
        #expect(mappings.count > 15)
        for mapping in mappings {
            let name = URL(fileURLWithPath: mapping).deletingPathExtension().lastPathComponent
            let page = try Self.text("Documentation/CRM/\(name).md")
            let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
            #expect(try rows == Self.credentials(of: try Self.text(mapping)), "\(name)")
            #expect(page.contains("    mapping: \(name)\n"))
            #expect(list.contains("(\(name).md)"))
        }
        #expect(try Self.files(in: "Documentation/CRM", ending: ".md").count == mappings.count + 1)
    }

    @Test("What the Persian pages for operators and supervisors quote is what they see on the screen")
    func quotes() throws {
        let screen = try Self.text("Pages/Localization/fa.yaml")
        for page in ["Operator", "Supervisor"] {
            let text = try Self.text("Documentation/fa/\(page).md")
            let quotes = text.matches(of: /«([^»…]+)»/).map { String($0.output.1) }
            #expect(quotes.count > 5)
            // The last one is a supervisor's own question.
            for quote in quotes where quote != "چرا کسی نیامد؟" {
                #expect(screen.contains(quote), "\(page): \(quote)")
            }
        }
    }

    private static func words(for mode: CallMode) -> String? {
        [.whisper: "نجوا", .barge: "کنفرانس", .listen: "شنود"][mode]
    }

    @Test("The supervisors' page gives each key the mode that it has in a call")
    func keysOfModes() throws {
        let page = try Self.text("Documentation/fa/Supervisor.md")
        for key in "123" {
            var keypad = ModeKeypad()
            let star = keypad.press("*")
            let mode = keypad.press(key)
            #expect(star == nil)
            let word = try #require(mode.flatMap(Self.words(for:)))
            #expect(page.contains("`*\(key)`</span> | \(word) |"), "\(key)")
        }
    }

    @Test("Every metric that the sources count has a HELP line and stands in Operations.md")
    func metrics() throws {
        let sources = try Self.files(in: "Sources", ending: ".swift").map { try Self.text($0) }
        let names = Set(sources.flatMap { $0.matches(of: /"(helpbridge_[a-z_]+)"[,)]/).map { String($0.output.1) } })
            .subtracting(["helpbridge_language"])
        let document = try Self.text("Documentation/Operations.md")
        #expect(names.count > 8)
        for name in names {
            #expect(PrometheusText.gauge(name, 1).hasPrefix("# HELP \(name) "), "\(name) has no description")
            #expect(document.contains("`\(name)`"), "\(name) is not in Operations.md")
        }
    }

    /// The rows of a page's table for a mapping's credentials.
    private static func credentials(of yaml: String) throws -> [String] {
        let mapping = try #require(try LocatedValue.yaml(yaml))
        guard case .object(let credentials)? = mapping["credentials"]?.content else { return [] }
        return credentials.map { credential in
            func flag(_ name: String) -> Bool? {
                guard case .boolean(let value)? = credential.value[name]?.content else { return nil }
                return value
            }
            var description = ""
            if case .text(let text)? = credential.value["description"]?.content { description = text }
            let need = flag("required") == false ? "optional" : "required"
            return "| `\(credential.key)` | \(description) | \(need)\(flag("secret") == true ? ", secret" : "") |"
        }
    }
}

/// A command line of `helpbridge` in a block of a document.
enum DocumentedCommand {
    /// The arguments of each, without the program's name.
    static func lines(of document: String) -> [[String]] {
        var found: [[String]] = []
        var fence: Substring?
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("```") {
                fence = fence == nil ? text.dropFirst(3) : nil
                continue
            }
            let isBlock = fence.map { ["", "sh", "bash"].contains($0.prefix { $0 != " " }) } ?? line.hasPrefix("    ")
            guard isBlock, let call = text.prefixMatch(of: /(sudo +(-u +\S+ +)?)?([^\s`]*\/)?helpbridge +/) else {
                continue
            }
            found.append(words(String(text[call.range.upperBound...])))
        }
        return found
    }

    /// What the program says against it; `nil` when it takes it.
    static func fault(in arguments: [String]) -> String? {
        do {
            _ = try HelpBridgeCommand.parseAsRoot(arguments)
            return nil
        } catch {
            // Help and version are no faults.
            guard HelpBridgeCommand.exitCode(for: error) != .success else { return nil }
            return HelpBridgeCommand.message(for: error)
        }
    }

    /// Splits a line as a shell does: quotes, and an end at a comment, a pipe or another command.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isWord = false
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                isWord = true
            case " ":
                if isWord { words.append(word) }
                (word, isWord) = ("", false)
            case "#" where !isWord, "|", ";", "&", ">", "<":
                if isWord { words.append(word) }
                return words
            default:
                word.append(character)
                isWord = true
            }
        }
        return isWord ? words + [word] : words
    }
}
