import Foundation

/// Reading flows that an earlier version has stored: an upgrade must not leave anybody's call in the air.
///
/// Keys that are newer than the flow have the values that they would have had then. The first version
/// knew neither rounds nor prompts beyond two, and had another word for telling the operator that nobody is available.
extension CallFlow {
    enum CodingKeys: String, CodingKey {
        case request, caller, route, departmentName, displayName, expiresAt, isDialled
        case stage, operatorLeg, helperLegs, lookups, candidates, overflowStart, isSomebodyPaused
        case taker, nextTaken, takers, pausedHelpers, queue, round, waiting, operatorAnsweredAt
        case prompts, playbacks, operatorHearsRinging, bridgeOrdered, isBlind
        case seeksLiveCall, liveCall, snoops, snoopMode, nextSnoop, noticeChannel, isStarPressed
        case visits, formerChannels, sweptAt
    }

    /// What the first version had in other words.
    private enum FirstKeys: String, CodingKey {
        case announcement, apology
    }

    private enum FirstStage: Decodable {
        case apologizing(Outcome)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, or standard: Value) throws -> Value {
            try container.decodeIfPresent(Value.self, forKey: key) ?? standard
        }

        request = try container.decode(HelpRequest.self, forKey: .request)
        caller = try container.decode(Operator.self, forKey: .caller)
        route = try container.decode(Route.self, forKey: .route)
        departmentName = try container.decode(String.self, forKey: .departmentName)
        displayName = try value(.displayName, or: route.name)
        expiresAt = try container.decode(Date.self, forKey: .expiresAt)
        isDialled = try value(.isDialled, or: false)
        operatorLeg = try container.decode(Leg.self, forKey: .operatorLeg)
        helperLegs = try container.decode([Leg].self, forKey: .helperLegs)
        lookups = try value(.lookups, or: 1)
        candidates = try container.decodeIfPresent([Candidate].self, forKey: .candidates)
        overflowStart = try value(.overflowStart, or: candidates?.count ?? 0)
        isSomebodyPaused = try value(.isSomebodyPaused, or: false)
        taker = try container.decodeIfPresent(Candidate.self, forKey: .taker)
        nextTaken = try container.decodeIfPresent(Int.self, forKey: .nextTaken)
        takers = try value(.takers, or: [])
        pausedHelpers = try value(.pausedHelpers, or: [])
        queue = try value(.queue, or: [])
        round = try value(.round, or: 0)
        waiting = try container.decodeIfPresent(Waiting.self, forKey: .waiting)
        operatorAnsweredAt = try container.decodeIfPresent(Date.self, forKey: .operatorAnsweredAt)
        prompts = try value(.prompts, or: [:])
        playbacks = try value(.playbacks, or: 0)
        operatorHearsRinging = try value(.operatorHearsRinging, or: false)
        bridgeOrdered = try value(.bridgeOrdered, or: false)
        isBlind = try value(.isBlind, or: false)
        seeksLiveCall = try value(.seeksLiveCall, or: false)
        liveCall = try container.decodeIfPresent(ChannelID.self, forKey: .liveCall)
        snoops = try value(.snoops, or: 0)
        snoopMode = try value(.snoopMode, or: .whisper)
        nextSnoop = try container.decodeIfPresent(Leg.self, forKey: .nextSnoop)
        noticeChannel = try container.decodeIfPresent(ChannelID.self, forKey: .noticeChannel)
        isStarPressed = try value(.isStarPressed, or: false)
        visits = try value(.visits, or: [])
        formerChannels = try value(.formerChannels, or: [])
        sweptAt = try container.decodeIfPresent(Date.self, forKey: .sweptAt)

        if container.contains(.round) {
            stage = try container.decode(Stage.self, forKey: .stage)
        } else {
            try readFirstVersion(decoder, container)
        }
        if let damage {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: damage))
        }
    }

    /// Each leg of the first version rang the candidate of its own position, once.
    private mutating func readFirstVersion(
        _ decoder: any Decoder, _ container: KeyedDecodingContainer<CodingKeys>
    ) throws {
        if let first = try? container.decode(FirstStage.self, forKey: .stage), case .apologizing(let outcome) = first {
            stage = .closing(.unavailable, outcome, saying: .unavailable)
        } else {
            stage = try container.decode(Stage.self, forKey: .stage)
        }
        for position in helperLegs.indices { helperLegs[position].candidate = position }
        if let candidates, !helperLegs.isEmpty {
            round = 1
            queue = Array(candidates.indices.dropFirst(helperLegs.count))
        }
        let tracks = try decoder.container(keyedBy: FirstKeys.self)
        prompts[.requestSent] = try tracks.decodeIfPresent(PromptTrack.self, forKey: .announcement)
        prompts[.unavailable] = try tracks.decodeIfPresent(PromptTrack.self, forKey: .apology)
    }
}
