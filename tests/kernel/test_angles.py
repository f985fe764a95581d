"""Sines, cosines, tangents and arctangents: addition theorems, special angles, ranges, and false relatives."""

import pytest

from symact import check

TRUE = """
sin(x+y) == sin(x)*cos(y)+cos(x)*sin(y)
sin(2*x) == 2*sin(x)*cos(x)
cos(2*x) == 1-2*sin(x)**2
cos(x-y) == cos(x)*cos(y)+sin(x)*sin(y)
sin(x+pi) == -sin(x)
sin(x+pi/2) == cos(x)
cos(x-pi/2) == sin(x)
sin(pi-x) == sin(x)
sin(x+2*pi) == sin(x)
cos(x)**2+sin(x)**2 == 1
tan(x)**2+1 == 1/cos(x)**2 | cos(x)!=0
sin(3*x) == 3*sin(x)-4*sin(x)**3
cos(3*x) == 4*cos(x)**3-3*cos(x)
sin(pi/6) == 1/2
cos(pi/4) == sqrt(2)/2
sin(pi/3) == sqrt(3)/2
cos(pi/12) == (sqrt(6)+sqrt(2))/4
sin(5*pi/12) == (sqrt(6)+sqrt(2))/4
sin(7*pi/12) == (sqrt(6)+sqrt(2))/4
cos(2*pi/3) == -1/2
cos(pi/5) == (1+sqrt(5))/4
sin(pi/8) == sqrt(2-sqrt(2))/2
cos(pi/8) == sqrt(2+sqrt(2))/2
sin(pi/5) == sqrt(10-2*sqrt(5))/4
tan(pi/4) == 1
tan(pi/3) == sqrt(3)
cos(100*pi) == 1
sin(pi/7) == sin(6*pi/7)
sin(2*pi/7) == 2*sin(pi/7)*cos(pi/7)
atan(1) == pi/4
atan(sqrt(3)) == pi/3
atan(1/sqrt(3)) == pi/6
atan(-1) == -pi/4
atan(2-sqrt(3)) == pi/12
atan(2+sqrt(3)) == 5*pi/12
atan(sqrt(2)-1) == pi/8
atan(1/2)+atan(1/3) == pi/4
4*atan(1/5)-atan(1/239) == pi/4
atan(x)+atan(1/x) == pi/2 | x>0
atan(x)+atan(1/x) == -pi/2 | x<0
tan(atan(x)) == x
sin(atan(x)) == x/sqrt(1+x**2)
cos(atan(x)) == 1/sqrt(1+x**2)
sin(2*atan(x)) == 2*x/(1+x**2)
cos(2*atan(x)) == (1-x**2)/(1+x**2)
atan(tan(x)) == x | x>-pi/2, x<pi/2
atan(tan(x)) == x-pi | x>pi/2, x<3*pi/2
atan(sinh(x)) == 2*atan(tanh(x/2))
Derivative(atan(sinh(x)),x) == 1/cosh(x)
2*atan(exp(x))-pi/2 == atan(sinh(x))
Derivative(exp(x)*sin(x),x) == sqrt(2)*exp(x)*sin(x+pi/4)
Derivative(sin(x)*exp(x),(x,2)) == 2*exp(x)*cos(x)
Derivative(sin(x),(x,4)) == sin(x)
Derivative(sin(x),(x,3)) == sin(x+3*pi/2)
sin(x)*cos(y) == (sin(x+y)+sin(x-y))/2
cos(x)*cos(y) == (cos(x+y)+cos(x-y))/2
sin(x)+sin(y) == 2*sin((x+y)/2)*cos((x-y)/2)
cos(x)**4 == (3+4*cos(2*x)+cos(4*x))/8
sin(x)**2 == (1-cos(2*x))/2
tan(x+y) == (tan(x)+tan(y))/(1-tan(x)*tan(y)) | cos(x)!=0, cos(y)!=0, cos(x+y)!=0
tan(2*x) == 2*tan(x)/(1-tan(x)**2) | cos(x)!=0, cos(2*x)!=0
tan(x/2) == sin(x)/(1+cos(x)) | cos(x/2)!=0
tan(x/2) == (1-cos(x))/sin(x) | sin(x)!=0
Derivative(tan(x),x) == 1+tan(x)**2 | cos(x)!=0
Abs(sin(x)) <= 1
sin(x+pi/4) <= 1
sin(x)+cos(x) <= sqrt(2)
1-cos(2*x) >= 0
cos(2*x) <= 1
sin(x) > 0 | x>0, x<pi
sin(x) >= 0 | x>=0, x<=pi
sin(x) > 0 | x>0, x<3
sin(1) > 0
sin(x)*sin(y) == (cos(x-y)-cos(x+y))/2
cos(x)**2-sin(x)**2 == cos(2*x)
Derivative(x+sin(x)**2,x) == 1+sin(2*x)
sin(x)+sqrt(3)*cos(x) == 2*sin(x+pi/3)
sin(x)-cos(x) == sqrt(2)*sin(x-pi/4)
exp(sin(2*x)) == exp(2*sin(x)*cos(x))
sin(asinh(x)+y) == sin(asinh(x))*cos(y)+cos(asinh(x))*sin(y)
atan(x) < pi/2
atan(x) > -pi/2
2*atan(x) < pi
pi-atan(x) > 0 | x>=0
atan(1/x) > 0 | x>0
sin(a*x+b) == sin(a*x)*cos(b)+cos(a*x)*sin(b)
cos(x)*tan(x) == sin(x) | cos(x)!=0
sqrt(1-sin(x)**2) == Abs(cos(x))
atan(x)-atan(y) == atan((x-y)/(1+x*y)) | x>0, y>0
sin(x-x) == 0
sin(4*x) == 4*sin(x)*cos(x)*cos(2*x)
1+tan(x)**2 == 1/cos(x)**2 | x>-1, x<1
cos(x) >= 1/2 | x>=0, x<=1
Derivative(atan(1/x),x) == -1/(1+x**2) | x!=0
atan(tan(1)) == 1
sin(3*x)/sin(x) == 3 - 4*sin(x)**2 | sin(x) != 0
sin(2*x)/sin(x) == 2*cos(x) | sin(x) != 0
2*atan(x) - pi/2 == atan((x**2 - 1)/(2*x)) | x > 0
atan(1) + atan(2) + atan(3) == pi
cos(x) + sin(x) <= 2
2*sin(x) + cos(x) <= sqrt(5)
cos(pi/7)*sin(pi/7) == sin(2*pi/7)/2
sin(x + y)**2 + cos(x + y)**2 == 1
cos(x/2)**2 == (1 + cos(x))/2
Derivative(atan(tan(x)), x) == 1 | x > -1, x < 1
Max(sin(x), -sin(x)) == Abs(sin(x))
sin(x) != 2
pi - atan(x) > 0
sin(x + 1)*cos(1) - cos(x + 1)*sin(1) == sin(x)
"""
FALSE = """
sin(x+pi) == sin(x)
tan(pi/2) == 0
atan(1/2)+atan(1/3) == pi/3
atan(x)+atan(1/x) == pi/2
atan(tan(x)) == x
tan(x/2) == sin(x)/(1+cos(x))
Derivative(tan(x),x) == 1+tan(x)**2
sin(x) > 0 | x>0, x<=pi
sin(x+y) == sin(x)+sin(y)
sin(2*x) == 2*sin(x)
cos(x)**2-sin(x)**2 == 1
atan(x) < 1
cos(x)*tan(x) == sin(x)
sqrt(1-sin(x)**2) == cos(x)
(-8)**R(1,3) == -2
atan(x)+atan(y) == atan((x+y)/(1-x*y)) | x>0, y>0
atan(tan(2)) == 2
pi/2 - atan(x) > pi/2
atan(x) + atan(y) == 0 | x > 0
sin(x) >= 0 | x >= 0, x <= 4
cos(x) > 0 | x >= -pi/2, x <= pi/2
sin(x) + cos(x) < sqrt(2)
2*sin(x) + cos(x) <= 2
atan(x) - atan(-1/x) == pi/2
sin(2*x)/sin(x) == 2*cos(x)
sin(3*x)/sin(x) == 3 - 4*sin(x)**2
"""


def verdict(line: str) -> str:
    claim, _, assumed = line.partition(" | ")
    return check(claim, [a for a in assumed.split(", ") if a], timeout=10).verdict


@pytest.mark.parametrize("line", TRUE.strip().splitlines())
def test_proved(line: str) -> None:
    assert verdict(line) == "PROVED"


@pytest.mark.parametrize("line", FALSE.strip().splitlines())
def test_refuted(line: str) -> None:
    assert verdict(line) == "REFUTED"
