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
