import HelpDesk
import WebServer

extension RouteDraft {
    func content(over stored: JSONTree?) -> JSONTree {
        let prompts = self.prompts.compactMap { prompt in
            prompt.content.map { JSONTree.Member(prompt.kind.rawValue, $0) }
        }
        return JSONTree.object(of: [
            ("code", .text(id)), ("name", .text(name)), ("detection", .text(detection)),
            ("sources", .array(detection == Route.Detection.crm.rawValue ? sources.map(JSONTree.text) : [])),
            ("voice", .text(voice)), ("mode", .text(mode)), ("prompts", prompts.isEmpty ? nil : .object(prompts)),
            ("ringing", ringingContent(over: stored?["ringing"])), ("ladder", .array(ladder.map(JSONTree.text))),
            ("secondPress", .text(secondPress)), ("acceptKey", acceptKey.nonEmpty.map(JSONTree.text)),
            ("overflow", overflowContent), ("whenOperatorBusy", .text(whenOperatorBusy)),
            ("autoAnswer", answersAlone ? .boolean(true) : nil),
            ("waitSeconds", waitSeconds.nonEmpty.map(JSONTree.whole)),
            ("departments", departments == RouteOptions.Departments.own.rawValue ? nil : .text(departments)),
        ]).keeping(from: stored, except: Self.known)
    }

    private func ringingContent(over stored: JSONTree?) -> JSONTree {
        var members: [(key: String, value: JSONTree?)] = [("strategy", .text(strategy))]
        for name in Self.ringingNumbers { members.append((name, ringing[name]?.nonEmpty.map(JSONTree.whole))) }
        members.append(("skipBusy", .boolean(skipsBusy)))
        return JSONTree.object(of: members).keeping(
            from: stored, except: Set(Self.ringingNumbers + ["strategy", "skipBusy"]))
    }

    private var overflowContent: JSONTree? {
        switch overflow {
        case "department": .object([JSONTree.Member("department", .text(overflowDepartment))])
        case "number": .object([JSONTree.Member("number", .text(overflowNumber))])
        default: nil
        }
    }
}
