internal import Foundation
internal import Roster
internal import StudyFile

/// A study file as read and checked, and where it stands.
struct StudyReading {
  let location: StudyLocation
  let plan: StudyPlan
  let provenance: StudyProvenance

  init(_ location: StudyLocation) throws {
    self.location = location
    let study = try StudyFile.loadWithProvenance(location.studyFile)
    plan = study.plan
    provenance = study.provenance
  }
}
