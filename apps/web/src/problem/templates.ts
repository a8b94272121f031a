const templates: Record<string, string> = {
  c: `#include <stdio.h>

int main(void) {

    return 0;
}
`,
  cpp: `#include <bits/stdc++.h>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);

    return 0;
}
`,
  python: `import sys


def main():
    data = sys.stdin.read().split()


main()
`,
  java: `import java.io.*;
import java.util.*;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));

    }
}
`,
  javascript: `const data = require('fs').readFileSync(0, 'utf8').split(/\\s+/);

`,
  typescript: `import { readFileSync } from 'node:fs';

const data: string[] = readFileSync(0, 'utf8').split(/\\s+/);

`,
  go: `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

	var n int
	fmt.Fscan(in, &n)
	fmt.Fprintln(out, n)
}
`,
  rust: `use std::io::{read_to_string, stdin};

fn main() {
    let input = read_to_string(stdin()).unwrap();
    let mut words = input.split_ascii_whitespace();

}
`,
};

/** What an empty editor starts with. */
export function templateFor(language: string): string {
  return templates[language] ?? '';
}
