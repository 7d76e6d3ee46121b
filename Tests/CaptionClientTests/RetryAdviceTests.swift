internal import Testing

@testable internal import CaptionClient

@Suite("How long a service asks to be left alone")
struct RetryAdviceTests {
  private func wait(_ headers: HTTPHeaders, status: Int = 429) -> Duration? {
    RetryAdvice.wait(headers, status: status, cap: .seconds(120))
  }

  @Test("a reset time counts on a 429 only, and only of an allowance that is used up or whose rest is not told")
  func usedUp() {
    let reset: HTTPHeaders = ["x-ratelimit-reset-requests": "20s", "x-ratelimit-remaining-requests": "4999"]
    for status in [200, 429, 500, 503] { #expect(wait(reset, status: status) == nil) }
    let both: HTTPHeaders = [
      "x-ratelimit-reset-requests": "20s", "x-ratelimit-remaining-requests": "4999", "X-RateLimit-Reset-Tokens": "3s",
      "X-RateLimit-Remaining-Tokens": "0",
    ]
    #expect(wait(both) == .seconds(3) && wait(both, status: 500) == nil)
    #expect(wait(["x-ratelimit-reset": "5s", "x-ratelimit-remaining-tokens": "7"]) == .seconds(5))
    // These are no reset times.
    for status in [429, 500, 503] {
      #expect(wait(["retry-after": "2", "x-ratelimit-reset-tokens": "9s"], status: status) == .seconds(2))
      #expect(wait(["retry-after-ms": "1500"], status: status) == .milliseconds(1500))
    }
  }

  @Test("milliseconds come before seconds, and those before reset times")
  func order() {
    let all: HTTPHeaders = ["x-ratelimit-reset-tokens": "9s", "Retry-After": "2", "Retry-After-Ms": "1500"]
    #expect(wait(all) == .milliseconds(1500))
    #expect(wait(["x-ratelimit-reset-tokens": "9s", "Retry-After": "0.25"]) == .milliseconds(250))
    #expect(wait(["x-ratelimit-reset-tokens": "9s", "X-RateLimit-Reset-Requests": "6m0s"]) == .seconds(9))
    #expect(wait(["llm_provider-retry-after": "7"]) == .seconds(7))
  }

  @Test("a date counts from the service's own clock")
  func date() {
    let headers: HTTPHeaders = [
      "Date": "Mon, 28 Feb 2028 23:59:50 GMT", "Retry-After": "Tue, 29 Feb 2028 00:00:05 GMT",
    ]
    #expect(wait(headers) == .seconds(15))
    #expect(RetryAdvice.httpDate("Thu, 01 Jan 1970 00:00:01 GMT") == 1)
    // GNU date: date -u -d '2026-11-22 12:00:33' +%s
    #expect(RetryAdvice.httpDate("Sun, 22 Nov 2026 12:00:33 GMT") == 1_795_348_833)
  }

  @Test("an explicit wait is told however long, a reset time beyond the cap is not believed")
  func absurd() {
    #expect(wait(["retry-after": "86400"]) == .seconds(86_400))
    #expect(wait(["retry-after": "99999999999999999999"]) != nil)
    #expect(wait(["x-ratelimit-reset": "23h59m59s"]) == nil)
  }

  @Test(
    "what is no time is no advice",
    arguments: ["", "soon", "-5", "0", "nan", "inf", "1e9", "Sun, 99 Foo 2026 12:00:33 GMT", "1.2.3"])
  func junk(_ text: String) {
    #expect(wait(["retry-after": text, "retry-after-ms": text, "x-ratelimit-reset": text]) == nil)
  }

  @Test("reads reset times as OpenAI, Groq and OpenRouter write them")
  func resets() {
    #expect(RetryAdvice.reset("120ms", now: 0) == .milliseconds(120))
    #expect(RetryAdvice.reset("6m0s", now: 0) == .seconds(360))
    #expect(RetryAdvice.reset("2m59.56s", now: 0) == .milliseconds(179_560))
    #expect(RetryAdvice.reset("1795392033000", now: 1_795_392_000) == .seconds(33))
    #expect(RetryAdvice.reset("5x", now: 0) == nil)
  }
}
