internal import ArgumentParser
internal import CaptionClient
internal import Glibc
internal import StudyModel

/// The conductor's program.
@main
struct Blindfold: AsyncParsableCommand {
  static func main() async {
    // A file that meets a limit on the size of files is an error to be told, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    CoreFiles.refuse()
    ProcessMemory.shareArenas()
    await main(nil)
  }

  static let configuration = CommandConfiguration(
    commandName: "blindfold",
    abstract: "Blind evaluation of image-captioning models: may we swap the model that captions our images?",
    discussion: """
      STUDY is a folder that holds study.yaml, or that file. In order:

        blindfold init FOLDER                 a study file to start from
        blindfold plan STUDY                  how many images and raters it takes
        blindfold models SERVICE              what it offers, and its prices
        blindfold doctor STUDY                what would fail, and how to mend it
        blindfold run STUDY --dry-run         what it would cost; sends nothing
        blindfold run STUDY                   captions, then a packet a rater
        blindfold scan STUDY                  what captions tell of whose they are
        blindfold review STUDY --rater NAME   one rater judges
        blindfold status STUDY                how far raters are; no results
        blindfold extend STUDY --raters NAME  more raters, the same captions
        blindfold assign STUDY                who judges what; late, absent, replaced
        blindfold collect STUDY PACKET…       takes in packets that came back
        blindfold backup STUDY FOLDER         a copy while people rate
        blindfold report STUDY                collects, unblinds, decision.md
        blindfold verify FOLDER               works a report out again, compares
        blindfold replay STUDY --rules FILE   router rules, tried afterwards
        blindfold compare STUDY STUDY…        reports side by side over time
        blindfold monitor LOG                 after a swap: what users edit
        blindfold savings STUDY               the monthly bill, and what saves it
        blindfold sample LOG --into FOLDER    the next study's images, from a log
        blindfold purge STUDY --images        removes images and captions

      Ratings made elsewhere need no study: blindfold analyze FILE
      Nor does captioning: blindfold caption FOLDER --policy FILE --out FILE
      By batch, for both:  blindfold batch export STUDY
      Images that are on the web, made a set: blindfold fetch LIST FOLDER
      What a near-duplicate cache would find, and a study of it: blindfold audit

      Exit codes: 0 done, 3 max_cost reached, 4 small chance of a verdict, \
      64 usage, 65 wrong input, 66 missing file, 69 missing service, key or \
      program, 73 cannot write, 75 not finished, 100 the evidence says no, \
      101 a gate is undecided, 130 interrupted.
      """,
    version: programVersion,
    subcommands: [
      InitCommand.self, PlanCommand.self, ModelsCommand.self, DoctorCommand.self, RunCommand.self, ScanCommand.self,
      ReviewCommand.self,
      StatusCommand.self, ExtendCommand.self, AssignCommand.self, CollectCommand.self, BackupCommand.self,
      ReportCommand.self, VerifyCommand.self, ReplayCommand.self, PurgeCommand.self, CompareCommand.self,
      MonitorCommand.self, AnalyzeCommand.self, CaptionCommand.self, BatchCommand.self, SavingsCommand.self,
      SampleCommand.self, FetchCommand.self, AuditCommand.self,
      SimulateCommand.self,
    ])
}
