import HelpDesk

extension PanelCaller {
    /// Returns the form for asking.
    ///
    /// - Parameters:
    ///   - number: the extension that asks; `nil` if it is not chosen yet.
    ///   - filled: the form that was refused; `nil` for a new form.
    ///   - defaultPBX: the id of the PBX of extensions that name none.
    func form(
        _ number: String?, filled: PageForm?, in callCenter: CallCenter, defaultPBX: String, language: PageLanguage
    ) -> PageContent {
        let pbx = number.map { ExtensionAddress($0).pbx ?? defaultPBX }
        // Of two routes with the same code, only that of the operator's own PBX is offered.
        let routes = callCenter.routes.values.sorted { $0.code < $1.code }.filter { route in
            pbx.map { callCenter.route(route.dialledCode, on: $0)?.code == route.code } ?? true
        }
        let named = routes.filter { $0.code == route || $0.dialledCode == route }
        let offered = route == nil ? routes : named
        let chosen = filled?.number("route")
        let preset = offered.first { $0.code == chosen } ?? named.first ?? routes.first
        let mode = filled.flatMap { CallMode(rawValue: $0.text("mode")) } ?? preset?.mode ?? .whisper
        let operators = own == nil ? operators(in: callCenter) : []
        var form: PageContent = [
            "canChoose": own == nil, "isChosen": number != nil,
            "hasOperators": !operators.isEmpty || own != nil,
            "isKnown": number.map { callCenter.operators[$0] != nil } ?? true,
            "choices": operators.map { choice -> PageContent in
                ["extension": choice.extension, "name": choice.name, "isChosen": choice.extension == number]
            },
            "hasSeveralRoutes": offered.count > 1, "hasRoutes": !offered.isEmpty,
            "routes": offered.map { route -> PageContent in
                [
                    "code": route.code, "name": route.name, "mode": route.mode.rawValue,
                    "isChosen": route.code == preset?.code,
                ]
            },
            "modes": modes(offered, chosen: mode, language),
            "isEmergency": filled?.has("emergency") ?? false,
        ]
        form.set("operator", number)
        form.set("name", number.flatMap { callCenter.operators[$0]?.name })
        form.set("reason", filled?.line("reason"))
        form.set("customer", filled?.line("customer") ?? customer)
        return form
    }

    /// Returns the modes on offer: whisper, consult, and those of the routes.
    private func modes(_ routes: [Route], chosen: CallMode, _ language: PageLanguage) -> [PageContent] {
        let used = Set(routes.map(\.mode))
        return [CallMode.whisper, .barge, .listen, .consult].filter { mode in
            mode == .whisper || mode == .consult || used.contains(mode)
        }.map { mode in
            [
                "mode": mode.rawValue, "name": language.text("panel.modes.\(mode.rawValue)"),
                "hint": language.text("panel.modeHints.\(mode.rawValue)"), "isChosen": mode == chosen,
            ]
        }
    }
}
