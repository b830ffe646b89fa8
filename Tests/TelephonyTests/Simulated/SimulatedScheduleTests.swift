import HelpDesk
import Testing

@testable import Telephony

@Suite("What is going to happen on a simulated PBX")
struct SimulatedScheduleTests {
    @Test("Simulated events come by their time, those of one moment in the order of their adding, and none too early")
    func order() {
        var schedule = SimulatedSchedule()
        let calls = (1...9).map { SimulatedExchange.Call(channel: ChannelID("sim-\($0)"), serial: $0) }
        for call in calls { schedule.add(.ring(call), due: .seconds(call.serial % 3)) }
        schedule.add(.answer(calls[0]), due: .seconds(60))

        #expect(schedule.next == .zero)
        var happened: [SimulatedExchange.ScheduledEvent] = []
        while let entry = schedule.removeFirst(dueBy: .seconds(2)) { happened.append(entry.event) }
        #expect(happened == [3, 6, 9, 1, 4, 7, 2, 5, 8].map { .ring(calls[$0 - 1]) })
        #expect(schedule.next == .seconds(60))
    }
}
