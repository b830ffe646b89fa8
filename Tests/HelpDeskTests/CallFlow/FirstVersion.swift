/// Requests in the very words in which the first version has stored them: its own code has written these.
///
/// 200 was on the phone, then 201 was rung.
enum FirstVersion {
    /// 201 rings, and the operator hears the announcement.
    static let ringing = #"""
        {"announcement":{"playing":{"_0":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-p1","until":816692805}},
        "apology":{"idle":{}},"bridgeOrdered":false,"caller":{"department":"support","extension":"101",
        "name":"Ali"},"candidates":[{"extension":"200","name":"Sara","source":"crm:main"},
        {"extension":"201","name":null,"source":"crm:main"}],"departmentName":"Support","expiresAt":816692920,
        "helperLegs":[{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-m1","extension":"200",
        "isJoined":false,"orderedAt":816692800,"state":"ended"},{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-m2",
        "extension":"201","isJoined":false,"orderedAt":816692800,"state":"ringing"}],"operatorAnsweredAt":816692800,
        "operatorHearsRinging":false,"operatorLeg":{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-op",
        "extension":"101","isJoined":false,"orderedAt":816692800,"state":"answered"},"playbacks":1,
        "request":{"attempts":[{"extension":"200","milliseconds":0,"result":"busy"},{"extension":"201"}],
        "createdAt":816692800,"customer":null,"department":"support","id":"01a1ee56-5e00-7000-8abc-0123456789ab",
        "lookup":[{"milliseconds":12,"result":"found","source":"crm:main"}],"manager":{"extension":"201",
        "name":null,"source":"crm:main"},"mode":"consult","operator":"101","outcome":null,
        "reason":null,"route":"*5003","state":"ringing_manager","timeline":[{"at":816692800,
        "state":"accepted"},{"at":816692800,"state":"ringing_operator"},{"at":816692800,"state":"ringing_manager"}],
        "updatedAt":816692800,"urgency":"normal"},"route":{"code":"*5003","detection":"crm",
        "ladder":["crm","department","parents"],"mode":"consult","name":"Support help","prompts":{"unavailable":{"text":"Nobody"}},
        "ringing":{"operatorSeconds":30,"strategy":"sequential","timeoutSeconds":20,"totalSeconds":90},
        "secondPress":"same","sources":["main"],"voice":"fa"},"stage":{"findingHelper":{}}}
        """#

    /// The operator and 201 talk.
    static let connected = #"""
        {"announcement":{"finished":{}},"apology":{"idle":{}},"bridgeOrdered":true,"caller":{"department":"support",
        "extension":"101","name":"Ali"},"candidates":[{"extension":"200","name":"Sara","source":"crm:main"},
        {"extension":"201","name":null,"source":"crm:main"}],"departmentName":"Support","expiresAt":816692920,
        "helperLegs":[{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-m1","extension":"200",
        "isJoined":false,"orderedAt":816692800,"state":"ended"},{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-m2",
        "extension":"201","isJoined":true,"orderedAt":816692800,"state":"answered"}],"operatorAnsweredAt":816692800,
        "operatorHearsRinging":false,"operatorLeg":{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-op",
        "extension":"101","isJoined":true,"orderedAt":816692800,"state":"answered"},"playbacks":1,
        "request":{"attempts":[{"extension":"200","milliseconds":0,"result":"busy"},{"extension":"201",
        "milliseconds":0,"result":"answered"}],"createdAt":816692800,"customer":null,"department":"support",
        "id":"01a1ee56-5e00-7000-8abc-0123456789ab","lookup":[{"milliseconds":12,"result":"found",
        "source":"crm:main"}],"manager":{"extension":"201","name":null,"source":"crm:main"},
        "mode":"consult","operator":"101","outcome":null,"reason":null,"route":"*5003","state":"connected",
        "timeline":[{"at":816692800,"state":"accepted"},{"at":816692800,"state":"ringing_operator"},
        {"at":816692800,"state":"ringing_manager"},{"at":816692800,"state":"connected"}],
        "updatedAt":816692800,"urgency":"normal"},"route":{"code":"*5003","detection":"crm",
        "ladder":["crm","department","parents"],"mode":"consult","name":"Support help","prompts":{"unavailable":{"text":"Nobody"}},
        "ringing":{"operatorSeconds":30,"strategy":"sequential","timeoutSeconds":20,"totalSeconds":90},
        "secondPress":"same","sources":["main"],"voice":"fa"},"stage":{"connected":{"_0":1}}}
        """#

    /// The operator is to hear that nobody is available; that is being made.
    static let apologizing = #"""
        {"announcement":{"finished":{}},"apology":{"preparing":{"since":816692800}},"bridgeOrdered":false,
        "caller":{"department":"support","extension":"101","name":"Ali"},"candidates":[{"extension":"200",
        "name":"Sara","source":"crm:main"},{"extension":"201","name":null,"source":"crm:main"}],
        "departmentName":"Support","expiresAt":816692920,"helperLegs":[{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-m1",
        "extension":"200","isJoined":false,"orderedAt":816692800,"state":"ended"},{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-m2",
        "extension":"201","isJoined":false,"orderedAt":816692800,"state":"ended"}],"operatorAnsweredAt":816692800,
        "operatorHearsRinging":true,"operatorLeg":{"channel":"hb-01a1ee56-5e00-7000-8abc-0123456789ab-op",
        "extension":"101","isJoined":false,"orderedAt":816692800,"state":"answered"},"playbacks":1,
        "request":{"attempts":[{"extension":"200","milliseconds":0,"result":"busy"},{"extension":"201",
        "milliseconds":0,"result":"no_answer"}],"createdAt":816692800,"customer":null,"department":"support",
        "id":"01a1ee56-5e00-7000-8abc-0123456789ab","lookup":[{"milliseconds":12,"result":"found",
        "source":"crm:main"}],"manager":null,"mode":"consult","operator":"101","outcome":null,
        "reason":null,"route":"*5003","state":"ringing_manager","timeline":[{"at":816692800,
        "state":"accepted"},{"at":816692800,"state":"ringing_operator"},{"at":816692800,"state":"ringing_manager"}],
        "updatedAt":816692800,"urgency":"normal"},"route":{"code":"*5003","detection":"crm",
        "ladder":["crm","department","parents"],"mode":"consult","name":"Support help","prompts":{"unavailable":{"text":"Nobody"}},
        "ringing":{"operatorSeconds":30,"strategy":"sequential","timeoutSeconds":20,"totalSeconds":90},
        "secondPress":"same","sources":["main"],"voice":"fa"},"stage":{"apologizing":{"_0":"no_answer"}}}
        """#
}
