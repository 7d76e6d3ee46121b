import Foundation
import Testing

@testable import Monitoring

@Suite("days and times")
struct DayTests {
  @Test("every day of four centuries is itself again, and follows the one before")
  func roundTrip() {
    var last: Day?
    for number in stride(from: -150_000, through: 60_000, by: 1) where number % 7 == 0 || number > 0 {
      let day = Day(number: number)
      #expect(Day("\(day)") == day)
      if let last { #expect(last < day) }
      last = day
    }
    #expect(Day("2026-11-01")?.number == 20_758)
    #expect(Day("2000-02-29") != nil && Day("1900-02-29") == nil && Day("2026-02-29") == nil)
    for text in ["2026-13-01", "2026-1-01", "2026-11-00", "2026-11-31", "20261101", "", "2026-11-01 "] {
      #expect(Day(text) == nil, "\(text)")
    }
  }

  @Test(
    "a time is its day in UTC",
    arguments: [
      ("2026-11-01", "2026-11-01"), ("2026-11-01T23:59:59Z", "2026-11-01"), ("2026-11-01t00:00:00z", "2026-11-01"),
      ("2026-11-01 12:30:00", "2026-11-01"), ("2026-11-01T12:30Z", "2026-11-01"),
      ("2026-11-01T00:30:00+02:00", "2026-10-31"), ("2026-10-31T23:30:00-01:00", "2026-11-01"),
      ("2026-11-01T00:30:00.123456+0000", "2026-11-01"), ("1793491200", "2026-11-01"), ("1793491199", "2026-10-31"),
      ("1793491200000", "2026-11-01"), ("1793491199999", "2026-10-31"), ("1793491199999999", "2026-10-31"),
      ("1793491200000000000", "2026-11-01"), ("9999999999999999999", "2286-11-20"), ("1793491199.9995", "2026-10-31"),
      ("1793491200000.0", "2026-11-01"),
    ])
  func day(text: String, expected: String) {
    #expect(EventTime.read(Array(text.utf8)[...]).map { "\($0.day)" } == expected)
  }

  @Test(
    "what is no time is none",
    arguments: [
      "", "yesterday", "2026-11-01T", "2026-11-01T25:00:00Z", "2026-11-01T12:60Z", "2026-11-01T12:00:00+2",
      "2026-11-01T12:00:00Zulu",
      "179349120000", "179349120", "17934912000", "1793491200x", "1793491200.5Z", "2026-02-30", "2026-11-01T12:00:00.Z",
      "01.11.2026",
    ])
  func noDay(text: String) { #expect(EventTime.read(Array(text.utf8)[...]) == nil) }
}
