import Foundation
import Testing
import WebTestSupport

@testable import WebPages

@Suite("Dates on pages")
struct PageDatesTests {
    @Test("Days of 150 years are those of the system's calendars")
    func calendars() throws {
        let utc = try #require(TimeZone(identifier: "UTC"))
        var persian = Calendar(identifier: .persian)
        var gregorian = Calendar(identifier: .gregorian)
        persian.timeZone = utc
        gregorian.timeZone = utc
        for day in stride(from: -7_305, to: 47_482, by: 7) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 43_200)
            let inPersian = persian.dateComponents([.year, .month, .day], from: date)
            let inGregorian = gregorian.dateComponents([.year, .month, .day], from: date)
            #expect(CalendarDay.persian(daysSince1970: day) == CalendarDay(inPersian))
            #expect(CalendarDay.gregorian(daysSince1970: day) == CalendarDay(inGregorian))
        }
    }

    @Test("A leap year ends on the 30th of Esfand, and Nowruz follows")
    func nowruz() {
        // 2025-03-20 is 1403/12/30.
        #expect(CalendarDay.persian(daysSince1970: 20_167) == CalendarDay(year: 1403, month: 12, day: 30))
        #expect(CalendarDay.persian(daysSince1970: 20_168) == CalendarDay(year: 1404, month: 1, day: 1))
    }

    @Test(
        "A day is understood as people of the page's calendar write it, in all digits, and what is none is not",
        arguments: [
            ("1405/09/07", "2026-11-27 20:30:00"), ("۱۴۰۵/۹/۷", "2026-11-27 20:30:00"),
            ("٢٠٢٦-١١-٢٨", "2026-11-27 20:30:00"), ("1403/12/30", "2025-03-19 20:30:00"), ("1404/12/30", nil),
            ("1405/07/31", nil), ("1405/13/01", nil), ("1405/0/1", nil), ("1405/09", nil), ("1405/09/07/01", nil),
            ("yesterday", nil), ("", nil), ("99999999999999999999/1/1", nil), ("-1/1/1", nil), ("05/09/07", nil),
            ("999/09/07", nil), ("7/9/1405", nil),
        ])
    func reading(_ text: String, _ start: String?) throws {
        var dates = try #require(try TestSite.pages.get().languages["fa"]).dates
        dates.timeZone = try #require(TimeZone(identifier: "Asia/Tehran"))
        var utc = dates
        utc.timeZone = .gmt
        #expect(dates.startOfDay(text).map(utc.timestamp) == start)
    }

    @Test("A year in two digits is none", arguments: ["en", "fa"])
    func shortYear(code: String) throws {
        let dates = try #require(try TestSite.pages.get().languages[code]).dates
        #expect(dates.startOfDay("05/09/07") == nil && dates.startOfDay("26-11-28") == nil)
    }

    @Test("A day begins at midnight also where the clocks were changed in that night")
    func clocks() throws {
        var dates = try #require(try TestSite.pages.get().languages["en"]).dates
        dates.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let first = try #require(dates.startOfDay("2026-03-29"))
        #expect(dates.timestamp(first) == "2026-03-29 00:00:00")
        let next = try #require(dates.startOfDay("2026-03-29", later: 1))
        #expect(next.timeIntervalSince(first) == 23 * 3600)
    }

    @Test("A day and a time are two things, and an extension is written as it is dialled", arguments: ["en", "fa"])
    func apart(code: String) throws {
        let language = try #require(try TestSite.pages.get().languages[code])
        let date = Date(timeIntervalSince1970: 1_795_634_709)
        let separator = code == "fa" ? "، " : ", "
        #expect(language.dayAndTime(date) == language.dates.day(date) + separator + language.dates.time(date))
        #expect(language.dayAndExactTime(date).hasSuffix(separator + language.dates.exactTime(date)))
        #expect(language.person("105", "Leyla") == "Leyla (105)" && language.person("105", nil) == "105")
        #expect(language.person("101@shiraz", "رضا") == "رضا (\u{2066}101@shiraz\u{2069})")
        #expect(language.person("+982112345", "رضا") == "رضا (\u{2066}+982112345\u{2069})")
    }

    @Test("None and one have words of their own where a language has such")
    func counting() throws {
        let language = try #require(try TestSite.pages.get().languages["en"])
        #expect(language.text("supervisor.open", count: 0) == "No open requests")
        #expect(language.text("supervisor.open", count: 1) == "1 open request")
        #expect(language.text("supervisor.open", count: 12) == "12 open requests")
        #expect(language.text("admin.routes.count", count: 0) == "0 routes")
    }

    @Test("Dates and times are written as each language writes them")
    func writing() throws {
        let languages = try TestSite.pages.get().languages
        let date = Date(timeIntervalSince1970: 1_795_634_709)  // 2026-11-25 19:25:09 UTC
        var persian = try #require(languages["fa"]).dates
        persian.timeZone = try #require(TimeZone(identifier: "Asia/Tehran"))
        #expect(persian.day(date) == "۴ آذر ۱۴۰۵")
        #expect(persian.shortDay(date) == "۴ آذر")
        #expect(persian.time(date) == "۲۲:۵۵")
        var english = try #require(languages["en"]).dates
        english.timeZone = try #require(TimeZone(identifier: "UTC"))
        #expect(english.day(date) == "25 November 2026")
        #expect(english.exactTime(date) == "19:25:09")
        // Before 1970, too.
        #expect(english.time(Date(timeIntervalSince1970: -1)) == "23:59")
        #expect(english.day(Date(timeIntervalSince1970: -1)) == "31 December 1969")
    }
}

extension CalendarDay {
    fileprivate init(_ components: DateComponents) {
        self.init(year: components.year ?? 0, month: components.month ?? 0, day: components.day ?? 0)
    }
}
