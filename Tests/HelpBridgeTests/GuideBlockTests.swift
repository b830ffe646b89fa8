import Foundation
import TestSupport
import Testing

/// Each block of the guides says what it is for, so that `Scripts/test-guides` can follow it; no block is only looked
/// at.
@Suite("The blocks of the guides", .timeLimit(.minutes(5)))
struct GuideBlockTests {
    private struct Block {
        var document: String
        var line: Int
        /// What stands behind the fence.
        var purpose: String
        var lines: [String] = []
        var place: String { "\(document):\(line)" }
    }

    private static let folders = ["Guides", "CRM", "fa"]

    private static func documents() throws -> [String] {
        try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                atPath: RepositoryScript.repository.appendingPathComponent("Documentation/\(folder)").path
            ).filter { $0.hasSuffix(".md") }.map { "Documentation/\(folder)/\($0)" }
        }.sorted()
    }

    /// The fenced blocks of a document, and the lines beside them.
    private static func parts(of document: String) throws -> (blocks: [Block], others: [(line: Int, text: String)]) {
        let file = RepositoryScript.repository.appendingPathComponent(document)
        var blocks: [Block] = []
        var others: [(line: Int, text: String)] = []
        var open: Block?
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = Block(document: document, line: index + 1, purpose: String(text.dropFirst(3)))
                }
            } else if open != nil {
                open?.lines.append(String(line))
            } else {
                others.append((index + 1, String(line)))
            }
        }
        #expect(open == nil, "\(document) ends within a block")
        return (blocks, others)
    }

    @Test("Each block of a guide says where it is run, or which file it is part of; there is no other kind of block")
    func purposes() throws {
        var count = 0
        for document in try Self.documents() {
            let (blocks, others) = try Self.parts(of: document)
            count += blocks.count
            for block in blocks {
                let isKnown =
                    block.purpose.wholeMatch(of: /sh( asterisk| freepbx| nfs| instead)?/) != nil
                    || block.purpose.wholeMatch(of: /ini (\/etc\/asterisk\/[a-z_]+\.conf|printed)/) != nil
                    || block.purpose.wholeMatch(of: /yaml (callcenter\.yaml|helpbridge\.yaml|prometheus\.yml)/) != nil
                    || block.purpose.wholeMatch(of: /nginx \/etc\/nginx\/conf\.d\/[a-z]+\.conf/) != nil
                #expect(isKnown, "\(block.place): '\(block.purpose)' says not what is to be done with it")
            }
            for (line, text) in others where text.hasPrefix("    ") && !text.drop(while: { $0 == " " }).isEmpty {
                Issue.record("\(document):\(line): a block without a fence is followed by nobody")
            }
        }
        #expect(count > 100)
    }

    @Test("The commands of each block of a guide are such that a shell can read them")
    func syntax() async throws {
        for document in try Self.documents() {
            for block in try Self.parts(of: document).blocks where block.purpose.hasPrefix("sh") {
                let child = try ChildProcess(["/bin/bash", "-n", "-c", block.lines.joined(separator: "\n")])
                _ = await child.read()
                #expect(child.waitForExit().exitCode == 0, "\(block.place)")
            }
        }
    }

    @Test("Every command of every guide is run by Scripts/test-guides, or that says why not")
    func followed() async throws {
        let script = RepositoryScript.repository.appendingPathComponent("Scripts/test-guides").path
        let child = try ChildProcess(["/usr/bin/env", "python3", script, "--list"])
        let output = await child.read()
        try #require(child.waitForExit().exitCode == 0, "\(output)")
        let listed = Set(output.matches(of: #/(?m)^(Documentation/[^:]+:[0-9]+): /#).map { String($0.output.1) })
        for document in try Self.documents() {
            for block in try Self.parts(of: document).blocks where block.purpose.hasPrefix("sh") {
                for (index, line) in block.lines.enumerated() where !line.isEmpty {
                    let place = "\(document):\(block.line + index + 1)"
                    #expect(listed.contains(place), "\(place) is not followed: \(line)")
                }
            }
        }
    }
}
