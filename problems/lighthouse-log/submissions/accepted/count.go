package main

import "fmt"

func main() {
	var a, b, k int64
	fmt.Scan(&a, &b, &k)
	fmt.Println(b/k - (a+k-1)/k + 1)
}
