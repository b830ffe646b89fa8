extension MappingLanguageTests {
    static let login = #"""
        name: test
        title: A session that has ended
        credentials:
          user: {description: u}
          password: {description: p, secret: true}
        login:
          request: {path: login, json: '{user: .credentials.user, password: .credentials.password}'}
          found: '.login.body.ok'
          session: '.login.cookies.sid'
        auth: {scheme: header, name: Cookie, value: 'sid=\(.session)'}
        retryAfterLogin: '.body.error? == "session expired"'
        manager:
          steps: [{id: m, request: {path: managers}}]
          answer: .steps.m.body.manager
        examples:
          - name: renewed
            operator: "101"
            credentials: {user: u, password: p}
            exchanges:
              - request: {method: POST, path: login, json: {user: u, password: p}}
                response: {status: 200, headers: {Set-Cookie: sid=1; HttpOnly}, json: {ok: true}}
              - request: {method: GET, path: managers, headers: {Cookie: sid=1}}
                response: {status: 200, json: {error: session expired}}
              - request: {method: POST, path: login}
                response: {status: 200, headers: {Set-Cookie: sid=2}, json: {ok: true}}
              - request: {method: GET, path: managers, headers: {Cookie: sid=2}}
                response: {status: 200, json: {manager: {extension: 200}}}
            answer: {extension: "200"}
          - name: refused
            operator: "101"
            credentials: {user: u, password: wrong}
            exchanges:
              - request: {method: POST, path: login}
                response: {status: 200, json: {ok: false}}
            result: error
        """#

    static let oauth = #"""
        name: test
        title: Client credentials
        credentials:
          clientId: {description: i}
          clientSecret: {description: s, secret: true}
          tenant: {description: t}
        auth:
          scheme: oauth2_client_credentials
          origin: https://login.test
          path: '\(.credentials.tenant)/token'
          form: '{scope: "a b"}'
          client: basic
          header: 'Zoho-oauthtoken \(.token)'
        manager:
          steps: [{id: m, request: {path: managers}}]
          answer: .steps.m.body
        examples:
          - operator: "101"
            credentials: {clientId: i, clientSecret: s, tenant: a/b}
            exchanges:
              - request:
                  method: POST
                  path: a%2Fb/token
                  headers: {Authorization: Basic aTpz}
                  form: {grant_type: client_credentials, scope: a b}
                response: {status: 200, json: {access_token: t1, expires_in: 3600}}
              - request: {method: GET, path: managers, headers: {Authorization: Zoho-oauthtoken t1}}
                response: {status: 401}
              - request: {method: POST, path: a%2Fb/token}
                response: {status: 200, json: {access_token: t2}}
              - request: {method: GET, path: managers, headers: {Authorization: Zoho-oauthtoken t2}}
                response: {status: 200, json: {extension: "200"}}
            answer: {extension: "200"}
        """#

    static let refresh = #"""
        name: test
        title: Refresh token
        credentials:
          clientId: {description: i}
          clientSecret: {description: s, secret: true}
          refreshToken: {description: r, secret: true}
        auth: {scheme: oauth2_refresh_token, path: token}
        manager:
          steps: [{id: m, request: {path: managers}}]
          answer: .steps.m.body
        examples:
          - operator: "101"
            credentials: {clientId: i, clientSecret: s, refreshToken: r}
            exchanges:
              - request:
                  method: POST
                  path: token
                  form: {grant_type: refresh_token, client_id: i, client_secret: s, refresh_token: r}
                response: {status: 400, json: {error: invalid_grant}}
            result: error
        """#

    static let climb = unit(
        #"""
          - name: the parent's head
            operator: "101"
            exchanges:
              - {request: {method: GET, path: units/7}, response: {status: 200, json: {head: false, parent: 5}}}
              - {request: {method: GET, path: units/5}, response: {status: 200, json: {head: "200", parent: 1}}}
            answer: {extension: "200"}
        """#)

    /// The request itself says where to begin.
    static let climbWithoutFrom = climb.replacing("        from: '7'\n", with: "")
        .replacing(#"\(.climb)"#, with: #"\(.climb // 7)"#)

    static let headOfUnit = unit(
        #"""
          - name: the operator is the head
            operator: "101"
            exchanges:
              - {request: {method: GET, path: units/7}, response: {status: 200, json: {head: "101", parent: 5}}}
              - {request: {method: GET, path: units/5}, response: {status: 200, json: {head: "200"}}}
            answer: {extension: "200"}
        """#)

    static let cycle = unit(
        #"""
          - name: a cycle ends with nobody
            operator: "101"
            exchanges:
              - {request: {method: GET, path: units/7}, response: {status: 200, json: {parent: 5}}}
              - {request: {method: GET, path: units/5}, response: {status: 200, json: {parent: 7}}}
            result: not_found
          - name: no parent ends with nobody
            operator: "101"
            exchanges:
              - {request: {method: GET, path: units/7}, response: {status: 200, json: {parent: false}}}
            result: not_found
        """#)

    static let longClimb = unit(
        #"""
          - name: a climb without an end ends after so many rounds
            operator: "101"
            exchanges:
              - {request: {method: GET, path: units/7}, response: {status: 200, json: {parent: 5}}}
              - {request: {method: GET, path: units/5}, response: {status: 200, json: {parent: 3}}}
            result: not_found
        """#
    ).replacing("from: '7'", with: "atMost: 2\n        from: '7'")

    private static func unit(_ examples: String) -> String {
        #"""
        name: test
        title: Units
        manager:
          steps:
            - id: unit
              request: {path: 'units/\(.climb)'}
              climb:
                from: '7'
                until: '.steps.unit.body.head and .steps.unit.body.head != .operator.extension'
                next: .steps.unit.body.parent
          answer: '{extension: .steps.unit.body.head}'
        examples:

        """# + examples
    }

    static let xml = #"""
        name: test
        title: SOAP
        manager:
          steps:
            - id: m
              request:
                path: soap
                format: xml
                headers: {Content-Type: text/xml}
                body: '"<q>\(.operator.extension | @html)</q>"'
          answer: '.steps.m.body.r.manager | {extension: .["@number"], name: .["#text"]}'
        examples:
          - operator: "101"
            exchanges:
              - request: {method: POST, path: soap, headers: {Content-Type: text/xml}, body: <q>101</q>}
                response: {status: 200, body: '<r><manager number="200">Sara</manager></r>'}
            answer: {extension: "200", name: Sara}
          - name: nonsense
            operator: "101"
            exchanges:
              - {request: {method: POST, path: soap}, response: {status: 200, body: '<r>'}}
            result: invalid
        """#

    static let failureInside200 = #"""
        name: test
        title: An error inside HTTP 200
        manager:
          steps:
            - {id: m, request: {path: managers}, accept: '.steps.m.body.error == null', found: .steps.m.body.result}
          answer: .steps.m.body.result
        examples:
          - operator: "101"
            exchanges:
              - {request: {method: GET, path: managers}, response: {status: 200, json: {error: {code: 1}}}}
            result: error
          - name: nobody
            operator: "101"
            exchanges:
              - {request: {method: GET, path: managers}, response: {status: 200, json: {result: false}}}
            result: not_found
        """#
}
