/// The executor of the orders that other bridges send to a PBX's owner.
struct OwnerOrders: Sendable {
    private let helpDesk: HelpDeskService
    private let pbx: String?

    /// - Parameter pbx: the PBX's id; `nil` for the default one.
    init(_ helpDesk: HelpDeskService, on pbx: String?) {
        self.helpDesk = helpDesk
        self.pbx = pbx
    }

    func carryOut(_ order: OwnerOrder) async -> OwnerAnswer {
        switch order {
        case .states(let numbers):
            let phones = numbers.lazy.compactMap(helpDesk.policy.dialable).filter { $0.pbx == pbx }
            return .states(
                await helpDesk.phoneInquiry.statesHere(of: Array(phones.prefix(PhoneStates.maximumCount)), on: pbx))
        case .extensions: return .extensions(await helpDesk.phoneInquiry.extensionsHere(on: pbx))
        case .record(let order):
            guard let recordings = helpDesk.recordings else { return .refused(.recordingUnsupported) }
            do throws(HelpDeskError) {
                return .recording(try recordings.begin(order))
            } catch {
                return .refused(SoundRecordingRefusal(error))
            }
        case .recording(let sound):
            return .recording(helpDesk.recordings?.recordingHere(of: sound))
        case .cancelRecording(let sound):
            return .recording(helpDesk.recordings?.cancelHere(sound))
        }
    }
}
