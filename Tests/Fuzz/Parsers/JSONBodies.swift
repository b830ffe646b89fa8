import Administration
import Foundation
import HelpDesk
import LocatedYAML
import NIOCore

@testable import WebAPI
@testable import WebServer

/// The JSON that calls of the API bring along.
enum JSONBodies: FuzzedParser {
    static let name = "json"

    static func read(_ input: [UInt8]) {
        var input = FuzzInput(input)
        let choice = input.choice(of: 5)
        let body = ByteBuffer(bytes: input.bytes)
        switch choice {
        case 0:
            if let draft = try? HelpRequestForm.draft(body, defaultPBX: "main") {
                precondition(!draft.operator.isEmpty && !draft.route.isEmpty, "a draft without an operator or a route")
            }
        case 1: _ = try? SoundPreviewForm(body)
        case 2: _ = try? SoundRecordingForm.order(body, sound: "greeting")
        default: tree(input.bytes, isToken: choice == 3)
        }
    }

    private static func tree(_ bytes: [UInt8], isToken: Bool) {
        guard let tree = try? JSONDecoder().decode(LocatedValue.self, from: Data(bytes)) else { return }
        if isToken {
            _ = try? TokenForm.draft(tree, by: Credential(id: "fuzz"))
        } else {
            _ = try? ResponseJSON.bytes(tree)
        }
    }
}
