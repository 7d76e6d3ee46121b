import Roster
import StudyModel
import Testing

@testable import StudyFile

@Suite("packets of about 20 minutes")
struct PacketTimeTests {
  @Test("minutes are rounded up and count what is shown again")
  func minutes() {
    // 30 × 40 s = 20 min; with a tenth again 33 × 40 s = 22 min; 31 items take 20 min 40 s.
    #expect(PacketTime(secondsPerItem: 40).minutes(items: 30) == 20)
    #expect(PacketTime(secondsPerItem: 40, repeats: 0.1).minutes(items: 30) == 22)
    #expect(PacketTime(secondsPerItem: 40).minutes(items: 31) == 21)
  }

  @Test("the most items that fit take no longer than asked, and one more would", arguments: [5.0, 17, 40, 49.5, 300])
  func fits(seconds: Double) {
    for repeats in [0, 0.05, 0.2, 0.5] {
      let time = PacketTime(secondsPerItem: seconds, repeats: repeats)
      let most = time.items(minutes: 20)
      #expect(time.minutes(items: most) <= 20 && time.minutes(items: most + 1) > 20, "\(most)")
    }
    #expect(PacketTime(secondsPerItem: 3000).items(minutes: 20) == 1)
  }

  @Test("so many raters see each image that packets come nearest to 20 minutes, from two to all")
  func ratings() {
    let time = PacketTime(secondsPerItem: 40)
    // 36 images, 12 raters: 10 × 36 / 12 = 30 images of 40 s each.
    #expect(time.ratingsPerItem(items: 36, raters: 12, hasAnchors: false) == 10)
    // 200 images, 12 raters: 2 ratings are 34 images (22.7 min), 1 would be 17, and two is the least.
    #expect(time.ratingsPerItem(items: 200, raters: 12, hasAnchors: false) == 2)
    #expect(time.ratingsPerItem(items: 5000, raters: 12, hasAnchors: false) == 2)
    #expect(time.ratingsPerItem(items: 10, raters: 4, hasAnchors: false) == 4)
    // An anchor's caption is of an image that its rater does not see.
    #expect(time.ratingsPerItem(items: 10, raters: 4, hasAnchors: true) == 3)
    #expect(time.ratingsPerItem(items: 10, raters: 2, hasAnchors: true) == 1)
    #expect(time.ratingsPerItem(items: 10, raters: 1, hasAnchors: false) == 1)
  }

  @Test("a study file without a number leaves it to the program; 'all' is every rater")
  func studyFile() throws {
    // The fixture: six images, three raters, 30 s an image.
    let chosen = try StudyFixture([("  ratings_per_item: 2\n", "")]).load().plan.review
    #expect(chosen.choosesRatings && chosen.ratingsPerItem == 3)
    let all = try StudyFixture([("ratings_per_item: 2", "ratings_per_item: all")]).load().plan.review
    #expect(!all.choosesRatings && all.ratingsPerItem == 3)
    let slow = try StudyFixture([
      ("ratings_per_item: 2\n  seconds_per_item: 30", "seconds_per_item: 290")
    ]).load().plan.review
    // 2 of 3 raters: four images of 290 s are 19 minutes 20 s; all three: six images, 29 minutes.
    #expect(slow.ratingsPerItem == 2)
    let anchored = try StudyFixture([("ratings_per_item: 2", "anchors: {low: 0.2}")]).load().plan.review
    #expect(anchored.ratingsPerItem == 2)
  }

  @Test("refuses another word for all")
  func refusedWord() throws {
    let refusal = try StudyFixture([("ratings_per_item: 2", "ratings_per_item: every")]).refusal
    #expect(refusal.contains("'review.ratings_per_item'"), "\(refusal)")
  }
}
