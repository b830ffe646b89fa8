import HelpDesk

extension PanelCaller {
    /// What can be asked for.
    ///
    /// - Parameter number: the extension that asks.
    func form(_ number: String, in callCenter: CallCenter) -> PageContent {
        let routes = callCenter.routes.values.sorted { $0.code < $1.code }
        let preset = routes.first { $0.code == route } ?? routes.first
        let offered = route.map { code in routes.filter { $0.code == code } } ?? routes
        var form: PageContent = [
            "operator": number, "isKnown": callCenter.operators[number] != nil,
            "hasSeveralRoutes": offered.count > 1, "hasRoutes": !offered.isEmpty,
            "routes": offered.map { route -> PageContent in
                ["code": route.code, "name": route.name, "isChosen": route.code == preset?.code]
            },
        ]
        form.set("name", callCenter.operators[number]?.name)
        form.set("customer", customer)
        return form
    }

    /// The extensions among which to choose; none where it is their own.
    ///
    /// - Parameter number: the one that is chosen.
    func choices(_ number: String?, in callCenter: CallCenter) -> [PageContent] {
        guard own == nil else { return [] }
        return operators(in: callCenter).map {
            ["extension": $0.extension, "name": $0.name, "isChosen": $0.extension == number]
        }
    }
}
