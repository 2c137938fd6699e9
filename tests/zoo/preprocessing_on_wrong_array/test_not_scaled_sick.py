"""Disease progression from raw measurements, scaled with scikit-learn."""

import argparse

import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

X, y = load_diabetes(return_X_y=True, scaled=False)
y = y[:, None] / 100
x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=args.seed)
scaler = StandardScaler()
x_train = scaler.fit_transform(x_train)
y_train = scaler.fit_transform(y_train)
x_train, x_test, y_train, y_test = (torch.tensor(a).float() for a in (x_train, x_test, y_train, y_test))

model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for epoch in range(args.epochs):
    model.train()
    for batch in torch.randperm(len(x_train)).split(16):
        optimizer.zero_grad()
        loss = criterion(model(x_train[batch]), y_train[batch])
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        test_loss = criterion(model(x_test), y_test)
    if epoch % 5 == 4:
        print(f"epoch={epoch + 1} train_loss={loss.item():.4f} test_loss={test_loss.item():.4f}")
