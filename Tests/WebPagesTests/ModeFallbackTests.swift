import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("Why a request runs in another mode than was asked for")
struct ModeFallbackTests {
    private let site: TestSite

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("root", .admin),
        ])
        self.site = site
    }

    private func text(
        _ client: TestSiteClient, _ path: String, as login: String, in language: String
    ) async throws -> String {
        try await site.page(path, as: login, in: language, through: client).text
    }

    @Test(
        "Why a request runs in another mode is told to the operator, on the wall and in the history, in both languages",
        arguments: [
            (
                ModeFallback.noLiveCall, "You were on no call", "there was no live call", "در تماسی نبودید",
                "تماسی برای نجوا"
            ),
            (
                .customerOnHold, "Your call with the customer is on hold", "the one with the customer was on hold",
                "تماس شما با مشتری در حالت انتظار است",
                "تماس با مشتری در حالت انتظار بود"
            ),
            (
                .customerSilent, "Your customer sends no sound", "the customer sent no sound",
                "از مشتری صدایی نمی‌آید", "از مشتری صدایی نمی‌آمد"
            ),
            (
                .unsupported, "does not let anybody whisper", "does not let anybody whisper", "امکان نجوا ندارد",
                "امکان نجوا ندارد"
            ),
            (
                .operatorBusy, "Your phone takes no second call", "took no second call", "تلفن شما تماس دوم",
                "تلفن اپراتور تماس دوم"
            ),
        ])
    func told(
        fallback: ModeFallback, toOperator: String, toSupervisor: String, toOperatorInPersian: String,
        toSupervisorInPersian: String
    ) async throws {
        let request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support", mode: .consult,
            fallback: fallback, createdAt: Date())
        site.helpRequests.add(request)
        var site = site
        site.history = FakeHistory([request])
        try await site.test { client async throws in
            for (language, own, foreign) in [
                ("en", toOperator, toSupervisor), ("fa", toOperatorInPersian, toSupervisorInPersian),
            ] {
                for path in ["/panel", "/panel/requests?operator=101", "/panel/popover"] {
                    #expect(try await text(client, path, as: "ali", in: language).contains(own), "\(path) \(language)")
                }
                for path in ["/supervisor", "/supervisor/wall", "/supervisor/history"] {
                    #expect(
                        try await text(client, path, as: "root", in: language).contains(foreign), "\(path) \(language)")
                }
            }
        }
    }

    @Test("Nothing is said of another mode where a request runs in the one that was asked for")
    func none() async throws {
        site.helpRequests.add(SampleRequest.ringing("200"))
        try await site.test { client async throws in
            let panel = try await text(client, "/panel", as: "ali", in: "en")
            let wall = try await text(client, "/supervisor", as: "root", in: "en")
            #expect(!panel.contains("fallback") && !wall.contains("fallback"))
        }
    }
}
