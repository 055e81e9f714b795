package schema

var adviceExplanations = []Explanation{}
