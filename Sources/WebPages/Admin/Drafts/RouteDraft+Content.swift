import HelpDesk
import LocatedYAML
import WebServer

extension RouteDraft {
    func content(over stored: LocatedValue?) -> LocatedValue {
        let prompts = self.prompts.compactMap { prompt in
            prompt.content.map { LocatedValue.Member(prompt.kind.rawValue, $0) }
        }
        return LocatedValue.object(of: [
            ("code", .text(id)), ("name", .text(name)), ("detection", .text(detection)),
            ("sources", .array(detection == Route.Detection.crm.rawValue ? sources.map(LocatedValue.text) : [])),
            ("voice", .text(voice)), ("mode", .text(mode)), ("prompts", prompts.isEmpty ? nil : .object(prompts)),
            ("ringing", ringingContent(over: stored?["ringing"])), ("ladder", .array(ladder.map(LocatedValue.text))),
            ("secondPress", .text(secondPress)), ("acceptKey", acceptKey.nonEmpty.map(LocatedValue.text)),
            ("overflow", overflowContent), ("whenOperatorBusy", .text(whenOperatorBusy)),
            ("autoAnswer", answersAlone ? .boolean(true) : nil),
            ("waitSeconds", waitSeconds.nonEmpty.map(LocatedValue.whole)),
            ("departments", departments == RouteOptions.Departments.own.rawValue ? nil : .text(departments)),
        ]).keeping(from: stored, except: Self.known)
    }

    private func ringingContent(over stored: LocatedValue?) -> LocatedValue {
        var members: [(key: String, value: LocatedValue?)] = [("strategy", .text(strategy))]
        for name in Self.ringingNumbers { members.append((name, ringing[name]?.nonEmpty.map(LocatedValue.whole))) }
        members.append(("skipBusy", .boolean(skipsBusy)))
        return LocatedValue.object(of: members).keeping(
            from: stored, except: Set(Self.ringingNumbers + ["strategy", "skipBusy"]))
    }

    private var overflowContent: LocatedValue? {
        switch overflow {
        case "department": .object([LocatedValue.Member("department", .text(overflowDepartment))])
        case "number": .object([LocatedValue.Member("number", .text(overflowNumber))])
        default: nil
        }
    }
}
