import Foundation
import Statistics
import StudyModel
import Testing

@testable import Packet

/// Whether anything in a packet but the captions themselves tells which captions share an arm.
///
/// All randomness is the system's, as in a real study. Each world is tested some 110 times over; the level is set so that
/// all of a world's tests together raise a false alarm in one of a million runs (Bonferroni).
@Suite("the blind, by statistics")
struct BlindStatisticsTests {
  private static let level = 1e-6

  @Test(
    "nothing that a packet holds goes with arms, nor ties together captions of one arm: order, names, places, sizes, times"
  )
  func blind() throws {
    let began = ContinuousClock.now
    let world = try BlindWorld(studies: 220)
    let tests = try BlindTests(world)
    let slots = world.packets.flatMap(\.presentations).flatMap(\.slots)
    print(
      "blind: \(world.packets.count) packets, \(slots.count) slots, \(tests.findings.count) tests, smallest p "
        + "\(tests.worst.p) (\(tests.worst.name)), together \(tests.together), "
        + "\((ContinuousClock.now - began) / .seconds(1)) s")
    #expect(slots.allSatisfy { !$0.offsets.isEmpty }, "every slot is found in its file")
    #expect(tests.findings.count > 100 && tests.findings.allSatisfy { $0.p >= 0 && $0.p <= 1 })
    #expect(tests.together > Self.level, "\(tests.worst)")
    // Were the tests too timid to find anything, their p values would not be spread as chance spreads them.
    let small = tests.findings.count { $0.p < 0.5 }
    #expect(BlindTests.binomial(small, of: tests.findings.count, 0.5) > 1e-9, "\(small) of \(tests.findings.count)")
  }

  @Test("the same tests find names that sort by arm")
  func sortedNames() throws {
    let world = try BlindWorld(
      studies: 40,
      names: { arms, _ in
        let slots = arms.keys.sorted { ($0.rawValue) < ($1.rawValue) }
        let sorted = arms.keys.sorted { (arms[$0] ?? 0, $0.rawValue) < (arms[$1] ?? 0, $1.rawValue) }
        // The same random names, dealt out in the order of arms.
        return Dictionary(uniqueKeysWithValues: zip(sorted, slots))
      })
    let tests = try BlindTests(world)
    print("planted, sorted names: smallest p \(tests.worst.p) (\(tests.worst.name))")
    #expect(tests.together < Self.level)
    #expect(tests.findings.contains { $0.name == "order of names" && $0.p < 1e-20 })
    #expect(tests.findings.contains { $0.name.hasPrefix("same arm: neighbours by name") && $0.p < 1e-9 })
  }

  @Test("the same tests find rows that went in arm by arm and were never shuffled or vacuumed")
  func rowsByArm() throws {
    let world = try BlindWorld(
      studies: 40,
      spoil: { path, slots in
        try PacketFile(path: path, writable: true).execute(
          """
          CREATE TABLE plain (id TEXT, presentation TEXT, position INTEGER, caption TEXT) STRICT;
          \(slots.map { "INSERT INTO plain SELECT * FROM slot WHERE id = '\($0.rawValue)';" }.joined(separator: "\n"))
          DROP TABLE slot; ALTER TABLE plain RENAME TO slot;
          """)
      })
    let tests = try BlindTests(world)
    print("planted, rows by arm: smallest p \(tests.worst.p) (\(tests.worst.name))")
    #expect(tests.together < Self.level)
    #expect(tests.findings.contains { $0.name.hasPrefix("order in the file") && $0.p < 1e-20 })
    #expect(tests.findings.contains { $0.name.hasPrefix("same arm: neighbours in the file") && $0.p < 1e-9 })
  }

  @Test("the same tests find a digit that is an arm's own in one study and another's in the next")
  func linkedNames() throws {
    let world = try BlindWorld(
      studies: 60,
      names: { arms, _ in
        // Each arm draws a digit anew in every packet: over studies no digit goes with an arm.
        let digits = Array("0123456789abcdef").shuffled()
        return Dictionary(
          uniqueKeysWithValues: arms.map { slot, arm in
            var name = Array(slot.rawValue)
            name[7] = digits[arm]
            return (slot, SlotID(rawValue: String(name)))
          })
      })
    let tests = try BlindTests(world)
    print("planted, linked names: smallest p \(tests.worst.p) (\(tests.worst.name))")
    #expect(tests.together < Self.level)
    #expect(tests.findings.contains { $0.name.hasPrefix("same arm: the same digit 7") && $0.p < 1e-20 })
    let marginal = tests.findings.filter { !$0.name.hasPrefix("same arm") && !$0.name.hasPrefix("digit 7 of a slot") }
    #expect(marginal.allSatisfy { $0.p > 1e-9 }, "only linkage shows it")
  }

  @Test("the same tests find an order on the screen that favours an arm")
  func favouredPosition() throws {
    var world = try BlindWorld(studies: 40)
    for packet in world.packets.indices {
      for presentation in world.packets[packet].presentations.indices where presentation.isMultiple(of: 3) {
        // As if the captions of every third item had been shown in the order of candidates.
        var slots = world.packets[packet].presentations[presentation].slots.sorted { $0.arm < $1.arm }
        for place in slots.indices { slots[place].position = place }
        world.packets[packet].presentations[presentation].slots = slots
      }
    }
    let tests = try BlindTests(world)
    print("planted, favoured position: smallest p \(tests.worst.p) (\(tests.worst.name))")
    #expect(tests.together < Self.level)
  }

  @Test("in pairs, too, nothing goes with arms: sides, names, places, order of work", arguments: PairDesign.allCases)
  func pairs(design: PairDesign) throws {
    let world = try BlindWorld(studies: 150, pairs: design)
    let tests = try BlindTests(ofPairs: world)
    print(
      "blind in pairs, \(design.rawValue): \(world.packets.flatMap(\.presentations).count) pairs, "
        + "\(tests.findings.count) tests, smallest p \(tests.worst.p) (\(tests.worst.name))")
    #expect(world.packets.flatMap(\.presentations).allSatisfy { $0.slots.count == 2 })
    #expect(tests.findings.count > 100 && tests.together > Self.level, "\(tests.worst)")
  }

  @Test("the same tests find a side that favours an arm in pairs")
  func favouredSide() throws {
    var world = try BlindWorld(studies: 60, pairs: .incumbentVsEach)
    for packet in world.packets.indices {
      for presentation in world.packets[packet].presentations.indices where presentation.isMultiple(of: 3) {
        // As if the incumbent had been shown first in every third pair.
        var slots = world.packets[packet].presentations[presentation].slots.sorted { $0.arm < $1.arm }
        for place in slots.indices { slots[place].position = place }
        world.packets[packet].presentations[presentation].slots = slots
      }
    }
    let tests = try BlindTests(ofPairs: world)
    #expect(tests.findings.contains { $0.name.contains("shown first") && $0.p < 1e-6 })
  }

  @Test("the same tests find captions whose place tells those on the next screen")
  func alternatingOrders() throws {
    var world = try BlindWorld(studies: 150)
    for packet in world.packets.indices {
      for presentation in world.packets[packet].presentations.indices {
        // Squares dealt in the order of work: no arm is where it was on the screen before.
        var slots = world.packets[packet].presentations[presentation].slots.sorted { $0.arm < $1.arm }
        slots = slots.indices.map { slots[($0 + presentation) % slots.count] }
        for place in slots.indices { slots[place].position = place }
        world.packets[packet].presentations[presentation].slots = slots
      }
    }
    let tests = try BlindTests(world)
    #expect(tests.findings.contains { $0.name.hasPrefix("same arm: the same place on neigh") && $0.p < 1e-6 })
  }

  @Test("chances that differ add up: two coins of 0.5 and 0.2 show two heads with 0.1, and twice that is the p")
  func poissonBinomial() {
    #expect(abs(BlindTests.poissonBinomial(2, [0.5, 0.2]) - 0.2) < 1e-12)
    // All alike it is the binomial: R, 2 * pbinom(2, 10, 0.5) = 0.109375.
    #expect(abs(BlindTests.poissonBinomial(2, Array(repeating: 0.5, count: 10)) - 0.109375) < 1e-12)
  }
}
