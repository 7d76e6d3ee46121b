import Testing

/// What is refused about candidates and prompts, with the whole message.
@Suite struct CandidateRefusalTests {
  @Test("refuses a key written into the file, without showing it")
  func keyWrittenIntoFileWithout() throws {
    let study = try StudyFixture([
      ("revision: 4f1c2d9", "api_key: sk-proj-AbCdEf0123456789")
    ])
    #expect(
      study.refusal == """
        study.yaml:23:5: 'candidates.local.api_key' writes a key into the study file.
                The file is hashed, committed and quoted; a key in it is a key given away.
                Remove it, replace the key at the service, and name the environment variable that holds the new one: `api_key_env: NAME`.
        """)
  }

  @Test("refuses a key where the name of its variable belongs, without showing it")
  func keyWhereNameItsVariable() throws {
    let study = try StudyFixture([
      ("revision: 4f1c2d9", "api_key_env: sk-proj-AbCdEf0123456789")
    ])
    #expect(
      study.refusal == """
        study.yaml:23:18: 'candidates.local.api_key_env' is not the name of an environment variable.
                If it is a key, it is a key given away: the file is hashed, committed and quoted.
                Write, for example, `api_key_env: VLLM_API_KEY`, and set the variable where you run blindfold.
        """)
  }

  @Test("refuses a key inside a service address, without showing it")
  func keyInsideServiceAddressWithout() throws {
    let study = try StudyFixture([
      ("http://127.0.0.1:8000/v1/", "https://user:hunter2@example.org/v1")
    ])
    #expect(
      study.refusal == """
        study.yaml:22:15: 'candidates.local.base_url' has a user, a password, a query or a fragment in it.
                Such an address may hold a key, and the file is hashed, committed and quoted.
                Write the address up to and including /v1, and name the key's variable with `api_key_env`.
        """)
  }

  @Test("refuses a service address that is not http or https")
  func serviceAddressNotHttpOr() throws {
    let study = try StudyFixture([
      ("http://127.0.0.1:8000/v1/", "ftp://example.org/v1")
    ])
    #expect(
      study.refusal == """
        study.yaml:22:15: 'candidates.local.base_url' is 'ftp://example.org/v1', not an address that begins with http:// or https://.
                It sets the service address; that would be left to guesswork.
                Write, for example, `base_url: http://127.0.0.1:8000/v1`.
        """)
  }

  @Test("refuses a variable inside a service address")
  func variableInsideServiceAddress() throws {
    let study = try StudyFixture([
      ("http://127.0.0.1:8000/v1/", "http://${HOST}/v1")
    ])
    #expect(
      study.refusal == """
        study.yaml:22:15: 'candidates.local.base_url' has a variable in it that is not its whole value.
                It would be sent as it stands.
                Write `base_url: ${NAME}`, with the whole address in the variable.
        """)
  }

  @Test("refuses a model that says nothing of where it is reached")
  func modelSaysNothingWhereIt() throws {
    let study = try StudyFixture([
      ("openai/gpt-4o", "gpt-4o")
    ])
    #expect(
      study.refusal == """
        study.yaml:16:12: the model 'gpt-4o' says nothing of where it is reached.
                No call could be made.
                Write `openai/NAME`, `openrouter/NAME` or `openai-api/PROVIDER/NAME`, or add `base_url: http://…/v1`.
        """)
  }

  @Test("refuses a candidate without model and captions")
  func candidateWithoutModelCaptions() throws {
    let study = try StudyFixture([
      ("    model: openai/gpt-4o\n", "")
    ])
    #expect(
      study.refusal == """
        study.yaml:15:3: 'candidates.big' has neither 'model' nor 'captions'.
                There would be no captions to judge.
                Add `model: openai/gpt-4o`, or `captions: FILE`.
        """)
  }

  @Test("refuses a candidate that is nothing but a policy switched off")
  func policySwitchedOff() throws {
    let study = try StudyFixture([("captions: human.jsonl", "router: false")])
    #expect(
      study.refusal == """
        study.yaml:26:3: 'candidates.human' has neither 'model' nor 'captions'.
                There would be no captions to judge.
                Add `model: openai/gpt-4o`, or `captions: FILE`.
        """)
  }

  @Test("refuses captions beside a model")
  func captionsBesideModel() throws {
    let study = try StudyFixture([
      ("captions: human.jsonl", "captions: human.jsonl\n    model: openai/gpt-4o")
    ])
    #expect(
      study.refusal == """
        study.yaml:28:5: 'candidates.human.model' stands beside 'captions'.
                Ready-made captions make no calls, so it would do nothing.
                Keep one of the two.
        """)
  }

  @Test("refuses captions that are not there")
  func captionsAreNotThere() throws {
    let study = try StudyFixture([
      ("human.jsonl", "humans.jsonl")
    ])
    #expect(
      study.refusal == """
        study.yaml:27:15: there is no file of captions at humans.jsonl.
                This candidate would have nothing to show.
                Check the path; it is taken from the study file's folder.
        """)
  }

  @Test("refuses a price of one half, and one below 0")
  func priceOneHalfOneBelow() throws {
    let study = try StudyFixture([
      ("{input: 2.50, output: 10.00}", "{input: -1}")
    ])
    #expect(
      study.refusal == """
        study.yaml:17:5: 'candidates.big.price' has no 'output'.
                It sets US dollars per million output tokens; that would be left to guesswork.
                Add, for example, `output: 2.50`.

        study.yaml:17:20: 'candidates.big.price.input' is '-1', not a number from 0 up.
                It sets US dollars per million input tokens; that would be left to guesswork.
                Write, for example, `input: 2.50`.
        """)
  }

  @Test("refuses one candidate")
  func oneCandidate() throws {
    let study = try StudyFixture([
      (
        "  flash:\n    model: openai-api/global-ai/deepseek-ai/DeepSeek-V4-Flash\n  local:\n    model: my-vlm\n    base_url: http://127.0.0.1:8000/v1/\n    revision: 4f1c2d9\n    temperature: 0\n    prompt: {user: What is this?}\n  human:\n    captions: human.jsonl\n",
        ""
      )
    ])
    #expect(
      study.refusal == """
        study.yaml:14:1: there is 1 candidate.
                A study compares at least two.
                Add the incumbent and a challenger.
        """)
  }

  @Test("refuses a label with a space")
  func labelWithSpace() throws {
    let study = try StudyFixture([
      ("  flash:", "  flash lite:")
    ])
    #expect(
      study.refusal == """
        study.yaml:18:3: the candidate's label 'flash lite' is not made of letters, digits, '-', '_' and '.'.
                Reports and commands name candidates by it.
                Write, for example, `flash-lite`.
        """)
  }

  @Test("refuses an incumbent that is not a candidate")
  func incumbentNotCandidate() throws {
    let study = try StudyFixture([
      ("incumbent: big", "incumbent: bigg")
    ])
    #expect(
      study.refusal == """
        study.yaml:13:12: the incumbent 'bigg' is not among the candidates.
                There would be nothing to compare with.
                Did you mean 'big'?
        """)
  }

  @Test("refuses no user prompt")
  func noUserPrompt() throws {
    let study = try StudyFixture([
      ("  user: Describe this {{category}} photo.\n", "")
    ])
    #expect(
      study.refusal == """
        study.yaml:14:3: no user prompt for 'candidates.big'.
                The model would be sent a picture and no question.
                Add `prompt: {user: Describe this picture.}` to the study or to the candidate.

        study.yaml:17:3: no user prompt for 'candidates.flash'.
                The model would be sent a picture and no question.
                Add `prompt: {user: Describe this picture.}` to the study or to the candidate.
        """)
  }

  @Test("refuses a prompt that names what images do not have")
  func promptNamesWhatImagesDo() throws {
    let study = try StudyFixture([
      ("{{category}}", "{{titel}}")
    ])
    #expect(
      study.refusal == """
        study.yaml:10:23: the prompt names '{{titel}}', which 6 of 6 images lack, 'img/product-1.png' among them.
                For those the model would be asked with a hole in the sentence.
                Did you mean '{{title}}'?
        """)
  }

  @Test("refuses a prompt that names the reference")
  func promptNamesReference() throws {
    let study = try StudyFixture([
      ("What is this?", "\"{{text}}?\"")
    ])
    #expect(
      study.refusal == """
        study.yaml:25:21: the prompt names '{{text}}', which 6 of 6 images lack, 'img/product-1.png' among them.
                For those the model would be asked with a hole in the sentence.
                A candidate must not be told the reference: remove it.
        """)
  }

  @Test("refuses a prompt with spaces in a name")
  func promptWithSpacesInName() throws {
    let study = try StudyFixture([
      ("{{category}}", "{{ category }}")
    ])
    #expect(
      study.refusal == """
        study.yaml:10:23: the prompt has spaces inside '{{ category }}'.
                It would be sent to the model as it stands.
                Write '{{category}}'.
        """)
  }
}
