import Foundation
import Testing
import WebEncoding

@Suite("Civil dates")
struct CivilDateTests {
    @Test(
        "Days since 1970 become the day of the Gregorian calendar that is known for them",
        arguments: [
            (0, CivilDate(year: 1970, month: 1, day: 1)), (-1, CivilDate(year: 1969, month: 12, day: 31)),
            (11_016, CivilDate(year: 2000, month: 2, day: 29)), (11_017, CivilDate(year: 2000, month: 3, day: 1)),
            (47_540, CivilDate(year: 2100, month: 2, day: 28)), (47_541, CivilDate(year: 2100, month: 3, day: 1)),
            (-719_528, CivilDate(year: 0, month: 1, day: 1)), (2_932_896, CivilDate(year: 9999, month: 12, day: 31)),
        ])
    func knownDays(_ days: Int, _ date: CivilDate) {
        #expect(CivilDate(daysSince1970: days) == date)
        #expect(date.daysSince1970 == days)
    }

    @Test("Every seventh day from 1900 to 2100 is the same as in Foundation's Gregorian calendar")
    func agreesWithFoundation() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for days in stride(from: -25_567, through: 47_847, by: 7) {
            let date = Date(timeIntervalSince1970: Double(days) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let civil = CivilDate(daysSince1970: days)
            #expect(civil.daysSince1970 == days)
            #expect(civil.year == parts.year && civil.month == parts.month && civil.day == parts.day)
        }
    }

    @Test("The remainder of a floored division is never negative")
    func flooredDivision() {
        #expect((-1).flooredDivision(by: 10) == (-1, 9))
        #expect((-10).flooredDivision(by: 10) == (-1, 0))
        #expect(19.flooredDivision(by: 10) == (1, 9))
    }
}
