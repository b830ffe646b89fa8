import HelpDesk
import LocatedYAML
import WebServer

extension RouteDraft {
    func content(over stored: LocatedValue?) -> LocatedValue {
        let prompts = self.prompts.compactMap { prompt in
            prompt.content.map { LocatedValue.Member(prompt.kind.rawValue, $0) }
        }
        return .object(
            of: [
                ("code", .text(ExtensionAddress(id).number)),
                ("pbx", ExtensionAddress(id).pbx.map(LocatedValue.text)), ("name", .text(name)),
                ("detection", .text(detection)),
                ("sources", .array(detection == Route.Detection.crm.rawValue ? sources.map(LocatedValue.text) : [])),
                ("voice", .text(voice)), ("mode", .text(mode)), ("prompts", prompts.isEmpty ? nil : .object(prompts)),
                ("ringing", .object(of: ringing.content, over: stored?["ringing"])),
                ("ladder", .array(ladder.map(LocatedValue.text))), ("secondPress", .text(secondPress)),
                ("acceptKey", acceptKey.nonEmpty.map(LocatedValue.text)), ("overflow", overflowContent),
            ] + options.content, over: stored)
    }

    private var overflowContent: LocatedValue? {
        switch overflow {
        case "department": .object([LocatedValue.Member("department", .text(overflowDepartment))])
        case "number": .object([LocatedValue.Member("number", .text(overflowNumber))])
        default: nil
        }
    }
}
