/**
 * `make`, whose answers are kept: the resources of one provider ask the same again and again. It forgets all of them once
 * there are `limit`, so that memory stays flat.
 */
export function remembered<Key, Answer>(limit: number, make: (key: Key) => Answer): (key: Key) => Answer {
  const answers = new Map<Key, { readonly answer: Answer }>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known.answer;
    if (answers.size >= limit) answers.clear();
    const answer = make(key);
    answers.set(key, { answer });
    return answer;
  };
}

/**
 * `make`, whose last answer is kept: rules ask the same of one resource in turn. A map of all resources would be gone
 * through by each collection of what is no longer used.
 */
export function rememberedLast<Subject extends object, Answer>(
  make: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  let last: { readonly subject: Subject; readonly answer: Answer } | undefined;
  return (subject) => {
    if (last?.subject !== subject) last = { subject, answer: make(subject) };
    return last.answer;
  };
}

/** `make`, whose answers are kept for as long as what they are about, of which there are few. */
export function rememberedOf<Subject extends object, Answer extends object>(
  make: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  const answers = new WeakMap<Subject, Answer>();
  return (subject) => {
    const known = answers.get(subject);
    if (known !== undefined) return known;
    const answer = make(subject);
    answers.set(subject, answer);
    return answer;
  };
}
