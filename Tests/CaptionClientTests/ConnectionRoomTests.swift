internal import Testing

@testable internal import CaptionClient

@Suite("Room for connections")
struct ConnectionRoomTests {
  @Test(
    "all services together have as many connections as there is room for, each one at least; without a limit as many as wanted",
    arguments: [
      (64, 1, 32, 32), (64, 3, 32, 10), (8, 1, 32, 8), (64, 5, 1, 1), (64, 0, 32, 32), (64, 3, nil, 64),
    ] as [(Int, Int, Int?, Int)])
  func fitted(wanted: Int, services: Int, room: Int?, fitted: Int) {
    #expect(ConnectionRoom.fitted(wanted, services: services, room: room) == fitted)
  }
}
