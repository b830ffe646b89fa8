import Testing

@testable import HelpBridge

extension BridgeConfigurationTests {
    private static let one = "pbx: {driver: simulated}"
    private static let listed = "pbxs: [{id: a, driver: simulated}, {id: b, driver: simulated}]"

    @Test(
        "A configuration has a variable for each of its keys, those of a list of PBXs by their place in it",
        arguments: allKeys)
    func everyVariable(key: String) async {
        let variable = SettingReader.variable(key)
        // What no key takes: nothing, and for lists something that nobody means.
        let value = ["auth.tokens": "env:HELPBRIDGE_UNSET"][key] ?? (Self.lists.contains(key) ? "?" : "")
        let faults = await faults(
            key.hasPrefix("pbxs") ? Self.listed : Self.one, environment: [variable: value])
        #expect(
            faults.contains { $0.hasPrefix("environment variable \(variable): \(key): expected") }, "found: \(faults)")
    }

    private static let allKeys = ConfigurationKeys.root.keys(pbxs: 2)
    private static let lists: Set = [
        "http.trustedProxies", "http.embed.frameAncestors", "http.embed.corsOrigins", "secrets.allow", "auth.tokens",
    ]

    @Test("A configuration takes a list from a variable with commas between its items")
    func list() async throws {
        let configuration = try await load(
            Self.one, environment: ["HELPBRIDGE_AUTH_TOKENS": "one,two", "HELPBRIDGE_HTTP_TRUSTED_PROXIES": "::1"])
        #expect(configuration.tokens == ["one", "two"] && configuration.http.trustedProxies == ["::1"])
    }

    @Test("A configuration lets a variable overrule a PBX of its list")
    func listedPBX() async throws {
        let environment = [
            "HELPBRIDGE_PBXS_1_NUMBERS": "^[0-9]{3}$", "HELPBRIDGE_PBXS_1_ARI_USERNAME": "other",
            "HELPBRIDGE_PBXS_0__NUMBERS": "x",
        ]
        let configuration = try await load(Self.listed, environment: environment)
        #expect(configuration.pbxs.map(\.numbers) == ["^[0-9]{2,6}$", "^[0-9]{3}$"])
        #expect(configuration.pbxs[1].ari.username == "other")
        #expect(
            configuration.warnings == [
                "environment variable HELPBRIDGE_PBXS_0__NUMBERS: it is not read; HELPBRIDGE_PBXS_0_NUMBERS would be"
            ])
    }

    @Test(
        "A configuration is refused with a variable of a PBX that it has not, which would be passed over in silence",
        arguments: [
            (listed, "HELPBRIDGE_PBX_NUMBERS", "pbx.numbers: expected either pbx or pbxs"),
            (
                listed, "HELPBRIDGE_PBXS_2_NUMBERS",
                "pbxs[2].numbers: expected a list pbxs in the file that has this PBX"
            ),
            (one, "HELPBRIDGE_PBXS_0_NUMBERS", "pbxs[0].numbers: expected a list pbxs in the file that has this PBX"),
        ])
    func variableOfNoPBX(yaml: String, variable: String, fault: String) async {
        #expect(
            await faults(yaml, environment: [variable: "^[0-9]{3}$"]) == ["environment variable \(variable): \(fault)"])
    }
}
